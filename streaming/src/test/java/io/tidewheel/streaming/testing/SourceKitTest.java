package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.builtin.RateSource;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.source.StreamSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceKitTest {
    private static <T> String check(String name, SourcePlace.Factory<T> places) throws Exception {
        return SourceKit.of(name, places).check(System.out);
    }

    private record Memory(MemorySource<String> source, List<String> rows) implements SourcePlace<String> {
        Memory(MemorySource<String> source) {
            this(source, new ArrayList<>());
            grow();
        }

        @Override
        public void grow() {
            for (int i = 0; i < 4; i++) {
                String row = "row " + rows.size();
                rows.add(row);
                source.add(row);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void when_theMemorySourceIsKilledAtEveryCall_then_eachRowIsReadOnce(boolean forgets) throws Exception {
        assertThat(check(
                        "MemorySource",
                        clock -> new Memory(forgets ? MemorySource.forgetting() : MemorySource.create())))
                .matches("MemorySource: exactly once, replayable, knows its end, [0-9]+ kills, zombies harmless");
    }

    private record Ticking(ManualClock clock) implements SourcePlace<RateSource.Row> {
        @Override
        public StreamSource<RateSource.Row> source() {
            return RateSource.rowsPerSecond(5);
        }

        @Override
        public void grow() {
            clock.advance(Duration.ofSeconds(1));
        }

        @Override
        public List<RateSource.Row> rows() {
            return LongStream.range(0, clock.epochMillis() / 200)
                    .mapToObj(value -> new RateSource.Row(value * 200, value))
                    .toList();
        }
    }

    @Test
    void when_rowsComeByTheClock_then_eachIsReadOnce() throws Exception {
        assertThat(check("RateSource.rowsPerSecond", Ticking::new))
                .matches("RateSource.rowsPerSecond: exactly once, replayable, knows its end, [0-9]+ kills, zombies .*");
    }

    @Test
    void when_rowsComeWithEachBatch_then_eachIsReadOnce() throws Exception {
        SourcePlace<RateSource.Row> place = new SourcePlace<>() {
            @Override
            public StreamSource<RateSource.Row> source() {
                return RateSource.perBatch(3, Duration.ofSeconds(1), Instant.EPOCH);
            }

            @Override
            public void grow() {
                throw new AssertionError("there is always more");
            }

            @Override
            public List<RateSource.Row> rows() {
                return LongStream.range(0, 30)
                        .mapToObj(value -> new RateSource.Row(value / 3 * 1000, value))
                        .toList();
            }

            @Override
            public boolean alwaysHasMore() {
                return true;
            }
        };

        assertThat(check("RateSource.perBatch", clock -> place))
                .matches("RateSource.perBatch: exactly once, replayable, knows its end, [0-9]+ kills, zombies .*");
    }

    /** What a planted source does wrong. */
    enum Wrong {
        NONE,
        SKIPS_ON_RESTART,
        OTHER_ROWS_ON_RE_READ,
        GIVES_A_ROW_TWICE,
        ENDS_LATE,
        FORGETS_WITH_ITS_PROCESS
    }

    /** Numbers below an end; an offset is the next one. */
    private static final class Planted implements StreamSource<String>, SourcePlace<String> {
        private final Wrong wrong;
        private final boolean saysReplayable;
        private int end = 5;
        private int lives;
        private int opened;

        Planted(Wrong wrong, boolean saysReplayable) {
            this.wrong = wrong;
            this.saysReplayable = saysReplayable;
        }

        @Override
        public StreamSource<String> source() {
            return this;
        }

        @Override
        public void grow() {
            end += 3;
        }

        @Override
        public List<String> rows() {
            return LongStream.range(0, end).mapToObj(String::valueOf).toList();
        }

        @Override
        public void crash() {
            lives++;
        }

        @Override
        public String describe() {
            return "planted";
        }

        @Override
        public boolean isReplayable() {
            return saysReplayable;
        }

        @Override
        public SourceDriver<String> open(SourceContext context) {
            boolean again = opened++ > 0;
            return new SourceDriver<>() {
                private boolean skips = again && wrong == Wrong.SKIPS_ON_RESTART;
                private int frozen = Integer.MAX_VALUE;

                @Override
                public Offset start() {
                    return new Offset("0");
                }

                @Override
                public SourcePlan plan(Offset from, SourceLimit limit) {
                    int begin = Integer.parseInt(from.text());
                    if (skips && begin > 0 && begin < end) {
                        begin++;
                        skips = false;
                    }
                    int last = Math.min(end, frozen);
                    int to = begin + (int) Math.min(last - begin, Math.max(1, limit.rows()));
                    if (to <= begin) {
                        return SourcePlan.nothing(from);
                    }
                    int least = wrong == Wrong.GIVES_A_ROW_TWICE && begin > 0 ? begin - 1 : begin;
                    byte[] payload = (least + " " + to + " " + lives).getBytes(StandardCharsets.UTF_8);
                    return new SourcePlan(
                            new Offset(String.valueOf(to)), List.of(new Split("", payload, 1)), end - to, -1);
                }

                @Override
                public boolean freezeEnd() {
                    frozen = wrong == Wrong.ENDS_LATE ? Integer.MAX_VALUE : end;
                    return true;
                }

                @Override
                public SplitFormat<String> format() {
                    return new Format(wrong, lives);
                }
            };
        }
    }

    private record Format(Wrong wrong, int life) implements SplitFormat<String> {
        @Override
        public SplitReader<String> open(Split split) {
            String[] range = new String(split.payload(), StandardCharsets.UTF_8).split(" ");
            if (wrong == Wrong.FORGETS_WITH_ITS_PROCESS && Integer.parseInt(range[2]) != life) {
                throw new IllegalStateException("the connection is gone");
            }
            boolean other = wrong == Wrong.OTHER_ROWS_ON_RE_READ && Integer.parseInt(range[2]) != life;
            return new SplitReader<>() {
                private int next = Integer.parseInt(range[0]);

                @Override
                public boolean read(RowReceiver<String> rows, int atMost) throws Exception {
                    int end = Integer.parseInt(range[1]);
                    for (int i = 0; i < atMost && next < end; i++, next++) {
                        rows.row(other ? next + " again" : String.valueOf(next));
                    }
                    return next < end;
                }

                @Override
                public String position() {
                    return "row " + next;
                }
            };
        }
    }

    @Test
    void when_aSourceIsRight_then_theKitSaysSo() throws Exception {
        assertThat(check("right", clock -> new Planted(Wrong.NONE, true)))
                .startsWith("right: exactly once, replayable, knows its end");
    }

    @ParameterizedTest
    @CsvSource({
        "SKIPS_ON_RESTART, none, rows are missing",
        "OTHER_ROWS_ON_RE_READ, not replayable, what was planned is read otherwise",
        "GIVES_A_ROW_TWICE, at least once, rows are there twice",
        "ENDS_LATE, exactly once, more is read than was there when the end was frozen",
        "FORGETS_WITH_ITS_PROCESS, not replayable, the connection is gone"
    })
    void when_aSourceIsWrong_then_theKitSaysSo(Wrong wrong, String observed, String defect) {
        assertThatThrownBy(() -> check(wrong.name(), clock -> new Planted(wrong, true)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(wrong.name())
                .hasMessageContaining(observed)
                .hasMessageContaining(defect)
                .hasMessageContaining("documented: exactly once, replayable");
    }

    @Test
    void when_aSourceSaysThatItForgets_then_theKitAgrees() throws Exception {
        assertThat(check("socket", clock -> new Planted(Wrong.FORGETS_WITH_ITS_PROCESS, false)))
                .contains("not replayable");
    }

    @Test
    void when_aSourceSaysThatItForgetsAndDoesNot_then_theKitSaysSo() {
        assertThatThrownBy(() -> check("modest", clock -> new Planted(Wrong.NONE, false)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("documented: not replayable");
    }
}
