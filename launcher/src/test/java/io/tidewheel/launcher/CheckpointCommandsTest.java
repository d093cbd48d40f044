package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.examples.PageHits;
import io.tidewheel.launcher.ChildJvm.Result;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCommandsTest {
    @TempDir
    Path folder;

    private String logs;
    private String checkpoint;

    @BeforeEach
    void runAQuery() throws IOException {
        logs = Files.createDirectory(folder.resolve("logs")).toString();
        checkpoint = folder.resolve("checkpoint").toString();
        Files.writeString(folder.resolve("logs/1.log"), "a b c d e f /page\n");
        try (Tidewheel tw = Tidewheel.builder().master("local[1]").open()) {
            Query query = PageHits.start(tw, logs, checkpoint, MemorySink.create());
            query.processAllAvailable();
            query.stop();
        }
    }

    @Test
    void when_aCheckpointIsWhole_then_itIsShownVerifiedAndFitsItsQuery() {
        Result shown = ChildJvm.run("checkpoint", "show", checkpoint);
        Result verified = ChildJvm.run("checkpoint", "verify", checkpoint);
        Result checked = ChildJvm.run("check", checkpoint, "page-hits", logs, "elsewhere");

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("page-hits", "committed");
        assertThat(verified).isEqualTo(new Result(0, verified.out(), ""));
        assertThat(verified.out())
                .startsWith(checkpoint + " can be restored: query page-hits, batch 0 is the last one; epoch 1, ");
        assertThat(checked).isEqualTo(new Result(0, "query 'page-hits' would go on from " + checkpoint + """

                                  sources: kept [log], new [], dropped []
                                  state: kept [hits], new [], dropped [], incompatible {}
                                  open batch: none
                                """, ""));
        assertThat(folder.resolve("elsewhere")).doesNotExist();
        assertThat(folder.resolve("checkpoint/epochs/0000000002")).doesNotExist();
    }

    @Test
    void when_aCheckpointIsDamaged_then_everyCommandEndsWith4AndNamesTheFile() throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(Path.of(checkpoint, "journal"))) {
            segment = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[600] ^= 1;
        Files.write(segment, bytes);

        for (Result result : new Result[] {
            ChildJvm.run("checkpoint", "verify", checkpoint),
            ChildJvm.run("checkpoint", "show", checkpoint),
            ChildJvm.run("check", checkpoint, "page-hits", logs, checkpoint),
            ChildJvm.run("run", "page-hits", logs, checkpoint)
        }) {
            assertThat(result.exitCode()).as(result.toString()).isEqualTo(ExitCode.CHECKPOINT);
            assertThat(result.out() + result.err())
                    .contains(segment.getFileName().toString());
        }
    }

    @Test
    void when_thereIsNoCheckpointOrNoQueryOfIt_then_4SaysSo() {
        Result none = ChildJvm.run("checkpoint", "verify", logs);
        Result batch = ChildJvm.run(
                "check", checkpoint, "page-hits", folder.resolve("logs/1.log").toString());

        assertThat(none.exitCode()).isEqualTo(ExitCode.CHECKPOINT);
        assertThat(none.err()).contains(logs);
        assertThat(batch.exitCode()).isEqualTo(ExitCode.CHECKPOINT);
        assertThat(batch.out()).endsWith("is that of none of the queries that the program starts: []\n");
    }

    @Test
    void when_aCheckpointCannotBeThere_then_2SaysWhatIsInTheWay() {
        String file = folder.resolve("logs/1.log").toString();
        Result inTheWay = ChildJvm.run("run", "page-hits", logs, file);
        Result elsewhere = ChildJvm.run("run", "page-hits", logs, "hdfs://host:8020/checkpoint");
        Result shown = ChildJvm.run("checkpoint", "show", checkpoint + "s");

        assertThat(inTheWay.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(inTheWay.err()).startsWith("tidewheel: " + file + " cannot hold a checkpoint: it is a file, but");
        assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(elsewhere.err())
                .startsWith("tidewheel: hdfs://host:8020/checkpoint is not on the local disk and Hadoop is not")
                .contains("add io.tidewheel:tidewheel-hadoop");
        assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shown.err()).contains(checkpoint + "s is no checkpoint: there is nothing of that name");
    }

    /** Fails whatever is written to it, so that a batch stays open. */
    private static final class Broken<T> implements DirectSink<T> {
        @Override
        public String describe() {
            return "broken";
        }

        @Override
        public OnReplay onReplay() {
            return OnReplay.REPEATS;
        }

        @Override
        public Driver<T> open(SinkContext context) {
            return batch -> {
                throw new IllegalStateException("broken");
            };
        }
    }

    @Test
    void when_aBatchIsOpen_then_checkTellsWhetherItRunsAgain() {
        String same = folder.resolve("same").toString();
        String other = folder.resolve("other").toString();
        try (Tidewheel tw = Tidewheel.builder()
                .master("local[1]")
                .config("tidewheel.batch.max.failures", "1")
                .open()) {
            Query query = PageHits.start(tw, logs, same, new Broken<>());
            assertThatThrownBy(query::await).hasMessageContaining("broken");
            Streams streams = Streams.on(tw).checkpoint(other);
            streams.from("logs", FileSource.lines(logs)).to("out", new Broken<>());
            Query changed = streams.start("page-hits");
            assertThatThrownBy(changed::await).hasMessageContaining("broken");
        }

        Result again = ChildJvm.run("check", same, "page-hits", logs, same);
        Result refused = ChildJvm.run("check", other, "page-hits", logs, other);

        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(again.out()).endsWith("  open batch: batch 0 runs again as it was planned\n");
        assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(ExitCode.CHECKPOINT);
        assertThat(refused.out())
                .startsWith(
                        "query 'page-hits' cannot go on from " + other + ": query 'page-hits' was stopped within batch"
                                + " 0 and has been changed since (its sources were [logs] and are [log])")
                .endsWith("""
                          sources: kept [], new [log], dropped [logs]
                          state: kept [], new [hits], dropped [], incompatible {}
                        """);
    }
}
