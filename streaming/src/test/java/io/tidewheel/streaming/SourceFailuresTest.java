package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that fails now and then. */
class SourceFailuresTest {
    @TempDir
    Path folder;

    private final Tidewheel tidewheel = Tidewheel.builder()
            .master("local[2]")
            .config("tidewheel.batch.retry.delay", "1ms")
            .open();
    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Pair<Integer, Long>> counted = MemorySink.create();
    private int plans; // by the query's thread, and by the test when the query stands still
    private int commits;

    @AfterEach
    void close() {
        tidewheel.close();
    }

    /** One row a batch. */
    private final class Flaky implements StreamSource<Integer> {
        final int failingPlan;
        final int failingCommit;

        Flaky(int failingPlan, int failingCommit) {
            this.failingPlan = failingPlan;
            this.failingCommit = failingCommit;
        }

        @Override
        public String describe() {
            return "flaky numbers";
        }

        @Override
        public SourceDriver<Integer> open(SourceContext context) throws Exception {
            return new ForwardingDriver<>(numbers.open(context)) {
                @Override
                public SourcePlan plan(Offset from, SourceLimit limit) throws Exception {
                    if (++plans == failingPlan) {
                        throw new IOException("the listing failed");
                    }
                    return super.plan(from, limit.withRows(1));
                }

                @Override
                public void commit(Offset lowWater) throws Exception {
                    if (++commits == failingCommit) {
                        throw new IOException("the acknowledgement failed");
                    }
                    super.commit(lowWater);
                }
            };
        }
    }

    private Query start(Streams streams, StreamSource<Integer> source) {
        streams.from("numbers", source)
                .keyBy(n -> n)
                .aggregate(count())
                .named("counts")
                .to("out", counted);
        return streams.start("counting");
    }

    @Test
    void when_lookingForTheNextBatchFails_then_theOneBeforeIsNotRunAgain() {
        numbers.add(1, 1, 1);
        Query query = start(Streams.on(tidewheel), new Flaky(2, 0)); // the second look comes with the first commit
        query.processAllAvailable();
        query.stop();

        assertThat(counted.rows()).containsExactly(Pair.of(1, 1L), Pair.of(1, 2L), Pair.of(1, 3L));
        assertThat(plans).isGreaterThan(3);
    }

    @Test
    void when_aBatchCannotBeTakenBackAndThereIsNoCheckpoint_then_theQueryEndsAndRepeatsNothing() {
        numbers.add(1, 1, 1);
        Query query = start(Streams.on(tidewheel), new Flaky(0, 2));

        assertThatThrownBy(query::await).hasMessageContainingAll("query 'counting'", "the acknowledgement failed");
        assertThat(counted.rows()).doesNotHaveDuplicates();
    }

    @Test
    void when_theSameHappensWithACheckpoint_then_theQueryGoesOnFromIt() {
        numbers.add(1, 1, 1);
        Streams streams =
                Streams.on(tidewheel).checkpoint(folder.resolve("checkpoint").toString());
        Query query = start(streams, new Flaky(0, 2));
        query.processAllAvailable();
        query.stop();

        assertThat(counted.rows()).containsExactly(Pair.of(1, 1L), Pair.of(1, 2L), Pair.of(1, 3L));
    }
}
