package io.tidewheel.streaming.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.codec.Codecs;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.StreamSource;
import io.tidewheel.streaming.testing.SourceKit;
import io.tidewheel.streaming.testing.SourcePlace;
import io.tidewheel.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the connector kit finds out about the sources of this package. */
class SourcesKitTest {
    private static final String EXACTLY_ONCE =
            "exactly once, replayable, knows its end, [0-9]+ kills, zombies harmless";

    private static <T> String check(String name, SourcePlace.Factory<T> places) throws Exception {
        return SourceKit.of(name, places).check(System.out);
    }

    private static final class Queued implements SourcePlace<String> {
        private final QueueSource<String> source;
        private final List<String> rows = new ArrayList<>();

        Queued(QueueSource<String> source) {
            this.source = source;
            grow();
        }

        @Override
        public StreamSource<String> source() {
            return source;
        }

        @Override
        public void grow() {
            List<String> more = IntStream.range(rows.size(), rows.size() + 4)
                    .mapToObj(i -> "row " + i)
                    .toList();
            rows.addAll(more);
            source.add(more.subList(0, 3)).add(more.subList(3, 4));
        }

        @Override
        public List<String> rows() {
            return rows;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void when_aQueueIsKilledAtEveryCall_then_eachRowIsReadOnce(boolean oneAtATime) throws Exception {
        assertThat(check(
                        "QueueSource",
                        clock -> new Queued(oneAtATime ? QueueSource.oneAtATime() : QueueSource.allAtOnce())))
                .matches("QueueSource: " + EXACTLY_ONCE);
    }

    @Test
    void when_aDatasetIsReadAndKilledAtEveryCall_then_eachRowIsReadOnce() throws Exception {
        List<Integer> rows = IntStream.range(0, 9).boxed().toList();
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            DatasetSource<Integer> source = DatasetSource.of(tidewheel.parallelize(rows, 3));
            SourcePlace<Integer> place = new SourcePlace<>() {
                @Override
                public StreamSource<Integer> source() {
                    return source;
                }

                @Override
                public void grow() {} // a dataset is what it is

                @Override
                public List<Integer> rows() {
                    return rows;
                }
            };

            assertThat(check("DatasetSource", clock -> place)).matches("DatasetSource: " + EXACTLY_ONCE);
        }
    }

    /** A log on a disk in memory, which the next process opens anew when one has died. */
    private static final class Pushed implements SourcePlace<String> {
        private final SimulatedDisk disk = new SimulatedDisk(1);
        private final List<String> rows = new ArrayList<>();
        private PushSource<String> open;

        Pushed() {
            open = opened();
            grow();
        }

        private PushSource<String> opened() {
            PushOptions options = PushOptions.DEFAULT.withTakeOver(true);
            return PushSource.open(disk, "/log", Codecs.DEFAULT, options, 256, Clock.SYSTEM);
        }

        @Override
        public StreamSource<String> source() {
            return open;
        }

        @Override
        public void crash() {
            PushSource<String> before = open;
            open = opened();
            before.close(); // it can do nothing more
        }

        @Override
        public void grow() {
            for (int i = 0; i < 4; i++) {
                String row = "row " + rows.size();
                rows.add(row);
                open.push(row);
            }
        }

        @Override
        public List<String> rows() {
            return rows;
        }
    }

    @Test
    void when_aLogIsPushedToAndKilledAtEveryCall_then_eachRowIsReadOnce() throws Exception {
        List<Pushed> places = new ArrayList<>();
        String report = check("PushSource", clock -> {
            places.add(new Pushed());
            return places.get(places.size() - 1);
        });

        places.forEach(place -> place.open.close());
        assertThat(report).matches("PushSource: " + EXACTLY_ONCE);
    }

    /** A server that sends each line once, to whoever has connected last. */
    private static final class Sent implements SourcePlace<String> {
        private final LineServer server = new LineServer();
        private final List<String> rows = new ArrayList<>();

        Sent() throws Exception {
            grow();
        }

        @Override
        public StreamSource<String> source() {
            SocketSource socket = new SocketSource("kit", 1, SocketSource.Settings.DEFAULT, server);
            return new StreamSource<>() {
                @Override
                public String describe() {
                    return socket.describe();
                }

                @Override
                public boolean isReplayable() {
                    return socket.isReplayable();
                }

                @Override
                public SourceDriver<String> open(SourceContext context) throws Exception {
                    SourceDriver<String> driver = socket.open(context);
                    server.accept();
                    return driver;
                }
            };
        }

        @Override
        public void grow() throws Exception {
            for (int i = 0; i < 4; i++) {
                rows.add("row " + rows.size());
                server.send(rows.get(rows.size() - 1) + "\n");
            }
        }

        @Override
        public List<String> rows() {
            return rows;
        }
    }

    @Test
    void when_aSocketIsKilledAtEveryCall_then_noLineIsReadTwiceAndItSaysThatItForgets() throws Exception {
        assertThat(check("SocketSource", clock -> new Sent()))
                .matches("SocketSource: none, not replayable, does not know its end, [0-9]+ kills, .*");
    }
}
