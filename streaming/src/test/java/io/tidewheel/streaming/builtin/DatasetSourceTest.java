package io.tidewheel.streaming.builtin;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetSourceTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open();

    @AfterEach
    void close() {
        tidewheel.close();
    }

    private Dataset<Integer> numbers(int count, int partitions) {
        return tidewheel.parallelize(IntStream.range(0, count).boxed().toList(), partitions);
    }

    private SourceDriver<Integer> open(Dataset<Integer> dataset) throws Exception {
        return DatasetSource.of(dataset).open(SourceRun.context(Clock.SYSTEM, 2, () -> {}));
    }

    @Test
    void when_batchesAreLimitedInBytes_then_eachTakesNoMoreAndAtLeastOneRow() throws Exception {
        List<String> rows = new ArrayList<>();
        IntStream.range(0, 1_000).forEach(i -> rows.add("row " + i));
        rows.add(500, "y".repeat(1_000));
        Dataset<String> dataset = tidewheel.parallelize(rows, 3);
        List<String> read = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        try (SourceDriver<String> driver =
                DatasetSource.of(dataset).open(SourceRun.context(Clock.SYSTEM, 2, () -> {}))) {
            SourceLimit limit = SourceLimit.NONE.withBytes(200);
            SourcePlan plan = driver.plan(driver.start(), limit);
            for (; !plan.splits().isEmpty(); plan = driver.plan(plan.to(), limit)) {
                List<String> batch = SourceRun.read(driver, plan.splits());
                int bytes = batch.stream().mapToInt(String::length).sum();
                assertThat(batch.size() == 1 || bytes <= 200)
                        .as("%s bytes", bytes)
                        .isTrue();
                assertThat(plan.behindBytes() > 0).isEqualTo(plan.behindRows() > 0);
                read.addAll(batch);
                sizes.add(batch.size());
            }
        }

        assertThat(read).isEqualTo(rows);
        assertThat(sizes).contains(1).hasSizeBetween(40, 70);
    }

    @Test
    void when_batchesAreLimited_then_eachRowComesOnceInOrderAndOffsetsAreTold() throws Exception {
        List<String> offsets = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        try (SourceDriver<Integer> driver = open(numbers(10, 3))) {
            Offset at = driver.start();
            offsets.add(at.text());
            SourceLimit limit = SourceLimit.NONE.withRows(4);
            for (SourcePlan plan = driver.plan(at, limit); !plan.splits().isEmpty(); plan = driver.plan(at, limit)) {
                rows.addAll(SourceRun.read(driver, plan.splits()));
                at = plan.to();
                offsets.add(at.text() + " behind " + plan.behindRows());
            }
        }

        assertThat(rows).isEqualTo(IntStream.range(0, 10).boxed().toList());
        assertThat(offsets).containsExactly("0:0", "1:1 behind 6", "2:2 behind 2", "3:0 behind 0");
    }

    @Test
    void when_aQueryReadsWhatIsThere_then_itEndsWithWhatTheBatchGives() {
        Dataset<Integer> thousands =
                numbers(5_000, 4).map(n -> n % 7).repartition(3).named("sevens");
        MemorySink<Pair<Integer, Long>> sink = MemorySink.create();
        Streams streams = Streams.on(tidewheel)
                .checkpoint(folder.toString())
                .maxRowsPerBatch(700)
                .trigger(Trigger.availableNow());
        streams.from("numbers", DatasetSource.of(thousands))
                .keyBy(n -> n)
                .aggregate(count())
                .to("out", sink);
        Query query = streams.start("sevens");

        assertThat(query.await(LONG)).isTrue();

        assertThat(sink.latest())
                .isEqualTo(thousands.keyBy(n -> n).aggregate(count()).collectAsMap());
        assertThat(query.lastProgress()).extracting(QueryProgress::batchId).isEqualTo(7L);
    }

    @Test
    void when_theDatasetHasBecomeShorter_then_theQueryIsToldSo() throws Exception {
        try (SourceDriver<Integer> driver = open(numbers(4, 2).named("few"))) {
            assertThatThrownBy(() -> driver.plan(new Offset("1:3"), SourceLimit.NONE))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessage(
                            "dataset 'few' has 2 partitions and 2 rows in partition 1, but the query has read 3 rows"
                                    + " of partition 1: it is not the dataset that it was; give the source the same one, or"
                                    + " start from a new checkpoint");
            assertThatThrownBy(() -> driver.plan(new Offset("5:1"), SourceLimit.NONE))
                    .hasMessageContaining("has 2 partitions, but the query has read 1 rows of partition 5");
            assertThatThrownBy(() -> driver.plan(new Offset("17"), SourceLimit.NONE))
                    .hasMessageContaining("'17' is not an offset of a dataset");
        }
    }

    @Test
    void when_theDatasetIsEmpty_then_nothingIsPlanned() throws Exception {
        try (SourceDriver<Integer> driver = open(numbers(0, 2))) {
            assertThat(driver.plan(driver.start(), SourceLimit.NONE).splits()).isEmpty();
        }
    }
}
