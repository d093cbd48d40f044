package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.streaming.builtin.ConsoleSink;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.DirectSink.OnReplay;
import io.tidewheel.streaming.sink.LedgerSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinkKitTest {
    private static String check(String name, SinkPlace.Factory<String> places) throws Exception {
        return SinkKit.of(name, places, number -> "row " + number).check(System.out);
    }

    private record Place(StreamSink<String> sink, Supplier<List<String>> rows, Runnable onCrash)
            implements SinkPlace<String> {
        @Override
        public List<String> plainRows() {
            return rows.get();
        }

        @Override
        public void crash() {
            onCrash.run();
        }
    }

    @Test
    void when_aTwoPhaseSinkIsKilledAtEveryCall_then_itIsExactlyOnce() throws Exception {
        assertThat(check("FakeTwoPhaseSink", () -> {
                    FakeTwoPhaseSink<String> sink = FakeTwoPhaseSink.create();
                    return new Place(sink, sink::rows, () -> {});
                }))
                .matches("FakeTwoPhaseSink: exactly once, whole batches, [0-9]+ kills, zombies harmless");
    }

    @Test
    void when_aLedgerIsKilledAtEveryCall_then_itIsExactlyOnce() throws Exception {
        assertThat(check("FakeLedgerSink", () -> {
                    FakeLedgerSink<String> sink =
                            FakeLedgerSink.create(ManualClock.at(Instant.EPOCH), Duration.ofMinutes(1));
                    return new Place(sink, sink::rows, sink::crash);
                }))
                .matches("FakeLedgerSink: exactly once, whole batches, [0-9]+ kills, zombies harmless");
    }

    @Test
    void when_theMemorySinkIsKilledAtEveryCall_then_itIsExactlyOnce() throws Exception {
        assertThat(check("MemorySink", () -> {
                    MemorySink<String> sink = MemorySink.create();
                    return new Place(sink, sink::rows, () -> {});
                }))
                .matches("MemorySink: exactly once, whole batches, [0-9]+ kills, zombies harmless");
    }

    @Test
    void when_theConsoleSinkIsKilledAtEveryCall_then_itIsAtLeastOnce() throws Exception {
        assertThat(check("ConsoleSink", () -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    StreamSink<String> sink =
                            ConsoleSink.<String>rows().on(new PrintStream(out, true, StandardCharsets.UTF_8));
                    return new Place(
                            sink,
                            () -> out.toString(StandardCharsets.UTF_8)
                                    .lines()
                                    .filter(line -> !line.startsWith("batch "))
                                    .toList(),
                            () -> {});
                }))
                .matches("ConsoleSink: at least once, parts of batches, [0-9]+ kills, zombies harmless");
    }

    /** What a planted sink does wrong. */
    enum Wrong {
        LOSES_ON_ABORT("none", "rows are missing"),
        DOUBLES_ON_RECOVERY("at least once", "rows are there twice"),
        COMMITS_BEFORE_ASKED("", "rows are seen that do not count"),
        SHOWS_PARTS("none", "part of a batch is seen"),
        LETS_ZOMBIES_COMMIT("at least once", "rows are there twice"),
        FORGETS_ON_RECOVERY("none", "rows are missing");

        private final String guarantee;
        private final String defect;

        Wrong(String guarantee, String defect) {
            this.guarantee = guarantee;
            this.defect = defect;
        }
    }

    /** A two-phase sink in memory that keeps rows by token, and does one thing wrong. */
    private static final class WrongTwoPhase implements TwoPhaseSink<String> {
        private final Wrong wrong;
        private final Map<String, List<String>> staged = new HashMap<>();
        private final TreeMap<Long, List<String>> visible = new TreeMap<>();
        private long newest;

        WrongTwoPhase(Wrong wrong) {
            this.wrong = wrong;
        }

        List<String> rows() {
            return visible.values().stream().flatMap(List::stream).toList();
        }

        @Override
        public String describe() {
            return "planted";
        }

        @Override
        public TwoPhaseSink.Driver<String> open(SinkContext context) {
            return new TwoPhaseSink.Driver<>() {
                private int attempts;

                @Override
                public void recover(long batchId, byte @Nullable [] token) {
                    if (context.epoch() < newest) {
                        throw new IllegalStateException("a later epoch has taken over");
                    }
                    newest = context.epoch();
                    if (token != null) {
                        if (wrong == Wrong.DOUBLES_ON_RECOVERY && visible.containsKey(batchId)) {
                            visible.put(batchId, both(visible.get(batchId), visible.get(batchId)));
                        }
                        if (wrong == Wrong.FORGETS_ON_RECOVERY) {
                            staged.clear();
                        }
                        commit(batchId, token);
                    }
                    if (wrong == Wrong.COMMITS_BEFORE_ASKED) {
                        return;
                    }
                    staged.keySet()
                            .removeIf(key ->
                                    !key.startsWith(context.epoch() + "/") && wrong != Wrong.LETS_ZOMBIES_COMMIT);
                }

                @Override
                public byte[] prepare(SinkBatch<String> batch) throws Exception {
                    List<String> rows = new ArrayList<>();
                    batch.forEach((kind, row) -> rows.add(row));
                    String token = context.epoch() + "/" + batch.batchId() + "/" + attempts++;
                    staged.put(token, rows);
                    if (wrong == Wrong.COMMITS_BEFORE_ASKED) {
                        visible.put(batch.batchId(), rows);
                    }
                    return token.getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public void commit(long batchId, byte[] token) {
                    List<String> rows = staged.remove(new String(token, StandardCharsets.UTF_8));
                    if (rows == null) {
                        return;
                    }
                    if (wrong == Wrong.SHOWS_PARTS && rows.size() > 10) {
                        visible.put(batchId, rows.subList(0, 10));
                        staged.put(new String(token, StandardCharsets.UTF_8), rows);
                    } else if (wrong == Wrong.LETS_ZOMBIES_COMMIT && context.epoch() < newest) {
                        visible.merge(batchId, rows, WrongTwoPhase::both);
                    } else {
                        visible.put(batchId, rows);
                    }
                }

                @Override
                public void drained() {
                    staged.forEach((token, rows) -> {
                        if (wrong == Wrong.SHOWS_PARTS) {
                            visible.put(Long.parseLong(token.split("/")[1]), rows);
                        }
                    });
                }

                @Override
                public void abort(long batchId) {
                    staged.keySet().removeIf(token -> token.startsWith(context.epoch() + "/" + batchId + "/"));
                    if (wrong == Wrong.LOSES_ON_ABORT) {
                        visible.remove(batchId - 1);
                    }
                    if (wrong == Wrong.LETS_ZOMBIES_COMMIT && context.epoch() < newest) {
                        visible.merge(0L, visible.getOrDefault(0L, List.of()), WrongTwoPhase::both);
                    }
                }
            };
        }

        private static List<String> both(List<String> some, List<String> more) {
            List<String> both = new ArrayList<>(some);
            both.addAll(more);
            return both;
        }
    }

    @ParameterizedTest
    @EnumSource
    void when_aTwoPhaseSinkIsWrong_then_theKitSaysSo(Wrong wrong) {
        assertThatThrownBy(() -> check(wrong.name(), () -> {
                    WrongTwoPhase sink = new WrongTwoPhase(wrong);
                    return new Place(sink, sink::rows, () -> {});
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(wrong + ": " + wrong.guarantee)
                .hasMessageContaining("documented: exactly once")
                .hasMessageContaining(wrong.defect)
                .hasMessageContaining(wrong == Wrong.LETS_ZOMBIES_COMMIT ? "zombies do harm" : "run 1 open");
    }

    /** A ledger that forgets which batch it holds, or shows what was only written. */
    private record WrongLedger(List<String> rows, boolean early) implements LedgerSink<String> {
        @Override
        public String describe() {
            return "planted";
        }

        @Override
        public LedgerSink.Driver<String> open(SinkContext context) {
            List<String> open = new ArrayList<>();
            return new LedgerSink.Driver<>() {
                private long last = -1;

                @Override
                public long recover() {
                    return last;
                }

                @Override
                public void write(SinkBatch<String> batch) throws Exception {
                    batch.forEach((kind, row) -> (early ? rows : open).add(row));
                }

                @Override
                public void commit(long batchId) {
                    last = batchId;
                    rows.addAll(open);
                    open.clear();
                }

                @Override
                public void abort(long batchId) {
                    open.clear();
                }
            };
        }
    }

    @Test
    void when_aLedgerForgetsWhatItHolds_then_theKitSaysSo() {
        assertThatThrownBy(() -> check("forgets", () -> wrongLedger(false)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("forgets: fails, at least once")
                .hasMessageContaining("recover() gave batch -1, but batch 0 was committed")
                .hasMessageContaining("rows are there twice");
    }

    @Test
    void when_aLedgerShowsWhatIsNotCommitted_then_theKitSaysSo() {
        assertThatThrownBy(() -> check("shows", () -> wrongLedger(true)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("plain readers find batch 0, which is not committed");
    }

    private static SinkPlace<String> wrongLedger(boolean early) {
        WrongLedger sink = new WrongLedger(new ArrayList<>(), early);
        return new Place(sink, sink::rows, () -> {});
    }

    private record Appending(List<String> rows, OnReplay onReplay) implements DirectSink<String> {
        @Override
        public String describe() {
            return "planted";
        }

        @Override
        public DirectSink.Driver<String> open(SinkContext context) {
            return batch -> batch.forEach((kind, row) -> rows.add(row));
        }
    }

    @Test
    void when_aSinkSaysItReplacesAndRepeats_then_theKitSaysSo() {
        assertThatThrownBy(() -> check("appends", () -> {
                    Appending sink = new Appending(new ArrayList<>(), OnReplay.REPLACES);
                    return new Place(sink, sink::rows, () -> {});
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("appends: at least once")
                .hasMessageContaining("documented: exactly once");
    }

    @Test
    void when_aSinkThatMayRepeatLosesRows_then_theKitSaysSo() {
        assertThatThrownBy(() -> check("loses", () -> {
                    Appending sink = new Appending(new ArrayList<>(), OnReplay.REPEATS);
                    return new Place(sink, sink::rows, sink.rows()::clear);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("loses: none")
                .hasMessageContaining("documented: at least once");
    }

    @Test
    void when_aSinkPromisesLessThanItDoes_then_theKitSaysSo() {
        assertThatThrownBy(() -> check("modest", () -> {
                    MemorySink<String> memory = MemorySink.create();
                    DirectSink<String> modest = new DirectSink<>() {
                        @Override
                        public String describe() {
                            return "planted";
                        }

                        @Override
                        public OnReplay onReplay() {
                            return OnReplay.REPEATS;
                        }

                        @Override
                        public DirectSink.Driver<String> open(SinkContext context) {
                            return memory.open(context);
                        }
                    };
                    return new Place(modest, memory::rows, () -> {});
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("modest: exactly once")
                .hasMessageContaining("documented: at least once");
    }
}
