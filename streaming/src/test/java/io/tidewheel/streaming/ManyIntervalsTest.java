package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.state.MemoryBackend;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.config.Keys;
import io.tidewheel.engine.schedule.LocalBackend;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.streaming.QueryDriver.World;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.RateSource;
import io.tidewheel.streaming.state.KeyState;
import io.tidewheel.streaming.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What must not grow with the number of batches in a query that has windows and state of every kind, on a clock that goes as
 * fast as the batches do. {@code -Dtidewheel.test.batches=10000} runs more of them.
 */
class ManyIntervalsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int ROWS = 10; // of a batch
    private static final int BATCHES = Integer.getInteger("tidewheel.test.batches", 768);
    private static final int EARLY = 384;
    private static final int LOOKED_AT = 128; // batches, within which everything has been purged and written anew
    private static final int RETAINED_COMMITS = 2;
    private static final int SEGMENT_BYTES =
            32 << 10; // many of them are filled and purged within the batches looked at
    private static final long HEAP_BYTES = 1_000_000; // the disk is a part of it

    private final ManualClock clock = ManualClock.at(START);
    private final SimulatedDisk disk = new SimulatedDisk(0);
    private final Stores stores = new Stores();

    /** States in memory, at which the test may look. */
    private static final class Stores implements StateBackend {
        private final StateBackend below = new MemoryBackend();
        private final Map<String, StateStore> byOperator = new TreeMap<>();

        @Override
        public String name() {
            return below.name();
        }

        @Override
        public StateStore create(String operator, int keyGroups) {
            StateStore store = below.create(operator, keyGroups);
            byOperator.put(operator, store);
            return store;
        }

        @Override
        public void close() {
            below.close();
        }
    }

    /** The most there was of anything after each of some batches. */
    private static final class Most {
        private final Map<String, Long> counts = new TreeMap<>();
        private long checkpointBytes;
        private long files;

        void see(String what, long count) {
            counts.merge(what, count, Math::max);
        }
    }

    private static @Nullable Long sum(Iterable<Long> values, @Nullable Long before) {
        long sum = before == null ? 0 : before;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }

    private static Long count(Long key, @Nullable Long one, KeyState<Long> state) {
        if (one == null) {
            return -key;
        }
        long count = state.exists() ? state.get() + one : one;
        state.update(count);
        return count;
    }

    private static <T> MemorySink<T> last() {
        return MemorySink.keepingLast(2);
    }

    private static Streams described(Tidewheel session) {
        Streams streams = Streams.on(session).trigger(Trigger.asSoonAsPossible());
        DStream<RateSource.Row> in = streams.interval(SECOND).from("in", RateSource.perBatch(ROWS, SECOND, START));
        KeyedDStream<Long, Long> counts = in.keyBy(row -> row.value() % 7, row -> 1L);
        counts.window(Duration.ofSeconds(4), Duration.ofSeconds(2)).to("window", last());
        counts.reduceByKeyAndWindow(Long::sum, Duration.ofSeconds(6), SECOND).to("plain", last());
        counts.reduceByKeyAndWindow(Long::sum, (all, gone) -> all - gone, Duration.ofSeconds(30), SECOND)
                .to("inverse", last());
        counts.updateStateByKey(ManyIntervalsTest::sum).named("updated").to("updated", last());
        in.keyBy(row -> row.value() / 25, row -> 1L)
                .mapWithState(StateSpec.<Long, Long, Long, Long>function(ManyIntervalsTest::count)
                        .timeout(Duration.ofSeconds(5)))
                .named("timed")
                .to("timed", last());
        in.withEventTime(row -> Instant.ofEpochMilli(row.timestampMillis()), Duration.ofSeconds(2))
                .keyBy(row -> row.value() % 7)
                .window(Windows.sliding(Duration.ofSeconds(10), Duration.ofSeconds(5)))
                .aggregate(Aggregators.count())
                .named("events")
                .to("events", last());
        return streams.checkpoint("/checkpoint");
    }

    private QueryDriver start(Tidewheel session) throws Exception {
        World world = new World(
                clock,
                takeOver -> Checkpoint.open(
                        disk, "/checkpoint", new CheckpointOptions(takeOver, RETAINED_COMMITS, SEGMENT_BYTES), clock),
                run -> stores,
                Runnable::run,
                32);
        return QueryDriver.start(described(session), "many", world);
    }

    private void runTo(long batches, QueryDriver query) throws Exception {
        while (query.batches() < batches) {
            long next = query.turn();
            assertThat(next).isNotEqualTo(QueryDriver.OVER);
            if (next > query.nowMillis()) {
                clock.advance(Duration.ofMillis(next - query.nowMillis()));
            }
        }
    }

    /** Runs as many batches as are looked at. */
    private Most watched(QueryDriver query, LocalBackend backend) throws Exception {
        Most most = new Most();
        long first = query.batches();
        for (long batch = first + 1; batch <= first + LOOKED_AT; batch++) {
            runTo(batch, query);
            stores.byOperator.forEach((operator, store) -> most.see("entries of " + operator, store.keys()));
            most.see("blocks", backend.blocks().keys().size());
            look(most);
        }
        return most;
    }

    private void look(Most most) throws IOException {
        long files = 0;
        long bytes = 0;
        Deque<String> open = new ArrayDeque<>(List.of("/checkpoint"));
        while (!open.isEmpty()) {
            for (StoredFile file : disk.list(open.pop())) {
                if (file.directory()) {
                    open.push(file.path());
                } else {
                    files++;
                    bytes += file.length();
                }
            }
        }
        most.files = Math.max(most.files, files);
        most.checkpointBytes = Math.max(most.checkpointBytes, bytes);
    }

    /** The least of some looks, after collections. */
    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < 4; look++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void when_aQueryHasWindowsAndStateOfEveryKind_then_nothingGrowsWithItsBatches() throws Exception {
        try (Tidewheel session = Tidewheel.builder()
                        .master("local[1]")
                        .config(Keys.DEFAULT_PARALLELISM, 2)
                        .config("tidewheel.snapshot.batches", "64")
                        .open();
                QueryDriver query = start(session)) {
            LocalBackend backend = (LocalBackend) SessionAccess.to(session).backend();
            runTo(EARLY - LOOKED_AT, query);
            Most early = watched(query, backend);
            long earlyHeap = heap();

            runTo(BATCHES - LOOKED_AT, query);
            Most late = watched(query, backend);
            long lateHeap = heap();

            assertThat(early.counts.get("entries of " + States.LINEAGE)).isBetween(30L, 40L);
            assertThat(early.counts).containsKeys("entries of updated", "entries of timed", "entries of events");
            assertThat(late.counts).isEqualTo(early.counts);
            assertThat(late.files).isLessThanOrEqualTo(early.files * 11 / 10); // numbers of later batches are longer
            assertThat(late.checkpointBytes).isLessThanOrEqualTo(early.checkpointBytes + 2 * SEGMENT_BYTES);
            assertThat(lateHeap - earlyHeap).isLessThan(HEAP_BYTES);
        }
    }
}
