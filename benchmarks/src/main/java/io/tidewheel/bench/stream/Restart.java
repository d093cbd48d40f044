package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.RateSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Time from the start of a query with a million keys of state to its first commit. Run twice with one folder: "fill", then
 * "restart" in a JVM of its own. Arguments: fill or restart, memory, disk or rocksdb (state), folder.
 */
public final class Restart {
    private static final long KEYS = 1_000_000;
    private static final int FILLING_BATCHES = 20;

    private Restart() {}

    public static void main(String[] arguments) {
        StateKind state = StateKind.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        boolean fills = arguments[0].equals("fill");
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            MemorySink<Pair<Long, Long>> sink = MemorySink.keepingLast(1);
            Streams streams = Streams.on(tidewheel)
                    .checkpoint(Path.of(arguments[2]).resolve("checkpoint").toString())
                    .state(state)
                    .trigger(fills ? Trigger.asSoonAsPossible() : Trigger.once());
            streams.from("rate", RateSource.perBatch(KEYS / FILLING_BATCHES, Duration.ofSeconds(1), Instant.EPOCH))
                    .map(row -> row.value() % KEYS)
                    .keyBy(key -> key)
                    .aggregate(count())
                    .named("counts")
                    .to("out", sink);
            long begin = System.nanoTime();
            Query query = streams.start("restart");
            if (fills) {
                while (query.status().batches() < FILLING_BATCHES) {
                    Thread.onSpinWait();
                }
                query.stop();
            } else {
                double restored = (System.nanoTime() - begin) / 1e9;
                query.await();
                System.out.printf(
                        Locale.ROOT,
                        "%s state: restored after %.2f s, first commit after %.2f s%n%s%n",
                        arguments[1],
                        restored,
                        (System.nanoTime() - begin) / 1e9,
                        query.lastProgress());
            }
        }
    }
}
