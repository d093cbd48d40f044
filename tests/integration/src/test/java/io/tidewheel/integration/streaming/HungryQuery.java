package io.tidewheel.integration.streaming;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import io.tidewheel.connectors.files.FileSink;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.KeyedDStream;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Queries that need more memory than there is: in a task, between tasks, or for what they hold in all. Each reads what
 * there is, and ends.
 */
final class HungryQuery {
    private static final String FILLING = "x".repeat(4_096);
    private static final int TOO_MUCH = Integer.MAX_VALUE - 8;

    private HungryQuery() {}

    /** @param args the folder of everything; who is hungry: "task", "driver", "large" or "nobody" */
    public static void main(String[] args) {
        try (Tidewheel session = Tidewheel.builder()
                .master("local[2]")
                .config(Keys.LOCAL_DIR, args[0])
                .config(Keys.STATE_MEMORY, 4L << 20)
                .open()) {
            if (args[1].equals("large")) {
                keepLatest(session, Path.of(args[0]));
            } else {
                run(session, Path.of(args[0]), args[1]);
            }
        } catch (TidewheelException e) {
            System.err.println(e.kind() + " " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Tidewheel session, Path root, String hungry) {
        Streams streams = Streams.on(session)
                .checkpoint(root.resolve("checkpoint").toString())
                .trigger(Trigger.availableNow())
                .maxFilesPerBatch(1);
        KeyedDStream<String, Long> counts = streams.from(
                        "in", FileSource.lines(root.resolve("in").toString()))
                .map(line -> hungry.equals("task") && line.equals("b") ? line + new byte[TOO_MUCH].length : line)
                .keyBy(line -> line)
                .aggregate(count())
                .named("counts");
        counts.forEachBatch("looks", (rows, batch) -> {
            if (hungry.equals("driver") && batch.id() == 1) {
                List<byte[]> all = new ArrayList<>();
                while (all.size() < TOO_MUCH) {
                    all.add(new byte[1 << 20]);
                }
            }
        });
        counts.to("out", FileSink.lines(root.resolve("out").toString()));
        streams.start("hungry").await();
    }

    /** Lines "KEY NUMBER" become rows of some kilobytes, of which each key keeps the one with its largest number. */
    private static void keepLatest(Tidewheel session, Path root) {
        Streams streams = Streams.on(session)
                .checkpoint(root.resolve("checkpoint").toString())
                .trigger(Trigger.availableNow())
                .state(StateKind.DISK)
                .maxFilesPerBatch(1);
        streams.from("in", FileSource.lines(root.resolve("in").toString()))
                .mapToPair(line -> {
                    int blank = line.indexOf(' ');
                    return Pair.of(line.substring(0, blank), line.substring(blank + 1) + FILLING);
                })
                .aggregate(Aggregators.<String>max())
                .named("latest")
                .mapValues(row -> row.substring(0, row.length() - FILLING.length()))
                .to("out", FileSink.lines(root.resolve("out").toString()));
        streams.start("large").await();
    }
}
