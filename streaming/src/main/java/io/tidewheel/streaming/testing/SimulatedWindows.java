package io.tidewheel.streaming.testing;

import io.tidewheel.api.EventTime;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Windows;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.EventDStream;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.WatermarkPolicy;
import io.tidewheel.streaming.WindowedDStream;
import io.tidewheel.streaming.testing.SimulationOptions.SinkKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * In which windows of event time a simulated query counts its rows. All times are multiples of 10 ms, so that rows,
 * boundaries and watermarks often meet.
 *
 * @param flows what of the query has a watermark of its own
 * @param sizeMillis of sessions the gap
 * @param slideMillis of sliding windows
 * @param offsetMillis where windows begin, but for sessions
 * @param latenessMillis that is allowed
 * @param delayOfA how late rows of a may come in time; also those of one flow
 * @param silenceMillis after which a flow does not hold back the other; 0 for never
 * @param disorderMillis how late rows do come
 * @param firstMillis about when the first of them happens
 * @param sinks where windows go
 * @param lateSinks where rows go that are too late for them
 */
record SimulatedWindows(
        Shape shape,
        Flows flows,
        OutputMode mode,
        long sizeMillis,
        long slideMillis,
        long offsetMillis,
        long latenessMillis,
        long delayOfA,
        long delayOfB,
        long silenceMillis,
        int disorderMillis,
        long firstMillis,
        Set<SinkKind> sinks,
        Set<SinkKind> lateSinks) {
    static final String OPERATOR = "windows";

    private static final List<Shape> SHAPES = List.of(Shape.values());
    private static final List<Flows> FLOWS = List.of(Flows.values());
    private static final String NO_TIME = "-";

    /** The kinds of windows there are. */
    enum Shape {
        NONE,
        TUMBLING,
        SLIDING,
        SESSION
    }

    /** What the watermark is made of. */
    enum Flows {
        /** Both sources are one flow. */
        ONE,
        /** Each is a flow, and that counts which is behind. */
        BEHIND,
        /** Each is a flow, and that counts which is ahead. */
        AHEAD
    }

    static SimulatedWindows draw(Random random) {
        Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
        long size = tens(random, 1, 30);
        return new SimulatedWindows(
                shape,
                FLOWS.get(random.nextInt(FLOWS.size())),
                shape != Shape.SESSION && random.nextInt(3) == 0 ? OutputMode.UPDATE : OutputMode.APPEND,
                size,
                tens(random, 1, (int) size / 10),
                tens(random, -30, 30),
                random.nextBoolean() ? 0 : tens(random, 1, 20),
                random.nextInt(4) == 0 ? 0 : tens(random, 1, 30),
                random.nextInt(4) == 0 ? 0 : tens(random, 1, 30),
                random.nextBoolean() ? 0 : 1 + random.nextInt(10_000),
                (int) tens(random, 0, 30),
                random.nextBoolean() ? -500 : 1_700_000_000_000L,
                shape == Shape.NONE ? Set.of() : SimulationOptions.sinks(random, true),
                shape == Shape.NONE ? Set.of() : SimulationOptions.sinks(random, false));
    }

    private static long tens(Random random, int from, int to) {
        return 10L * (from + random.nextInt(to - from + 1));
    }

    boolean areThere() {
        return shape != Shape.NONE;
    }

    /** The name of the flow that a source is, or is a part of. */
    String flow(String source) {
        return flows == Flows.ONE ? "both" : source;
    }

    long delayMillis(String flow) {
        return flow.equals("b") ? delayOfB : delayOfA;
    }

    void setPolicy(Streams streams) {
        streams.watermarks(flows == Flows.AHEAD ? WatermarkPolicy.MAXIMUM : WatermarkPolicy.MINIMUM);
    }

    /** @return the windows of the rows of both sources, by the keys that {@link Reference#key} gives */
    WindowedDStream<String, String> over(DStream<String> a, DStream<String> b) {
        EventDStream<String> rows = flows == Flows.ONE
                ? a.union(b).withEventTime(time("both")).named("both")
                : a.withEventTime(time("a"))
                        .named("a")
                        .union(b.withEventTime(time("b")).named("b"));
        return rows.keyBy(Reference::key)
                .window(windows())
                .allowedLateness(Duration.ofMillis(latenessMillis))
                .outputMode(mode);
    }

    private EventTime<String> time(String flow) {
        EventTime<String> time = EventTime.of(SimulatedWindows::happened, Duration.ofMillis(delayMillis(flow)));
        return silenceMillis == 0 ? time : time.idleAfter(Duration.ofMillis(silenceMillis));
    }

    private Windows windows() {
        Duration size = Duration.ofMillis(sizeMillis);
        Duration offset = Duration.ofMillis(offsetMillis);
        return switch (shape) {
            case TUMBLING -> Windows.tumbling(size).startingAt(offset);
            case SLIDING ->
                Windows.sliding(size, Duration.ofMillis(slideMillis)).startingAt(offset);
            case SESSION -> Windows.session(size);
            case NONE -> throw new IllegalStateException("there are no windows");
        };
    }

    /** When a row happened; so far away that it counts as no time if the row does not say. */
    private static Instant happened(String row) {
        return hasTime(row) ? Instant.ofEpochMilli(millis(row)) : Instant.MAX;
    }

    static boolean hasTime(String row) {
        return !row.endsWith("@" + NO_TIME);
    }

    static long millis(String row) {
        return Long.parseLong(row.substring(row.indexOf('@') + 1));
    }

    /** When rows happen: later and later, in some disorder; a few much too late, some at a time that nobody knows. */
    static final class Times {
        private final int disorderMillis;
        private final Random random;
        private long now;

        Times(SimulatedWindows windows, Random random) {
            this.disorderMillis = windows.disorderMillis;
            this.random = random;
            this.now = windows.firstMillis;
        }

        /** Of the next row. */
        String next() {
            now += random.nextInt(40) == 0 ? tens(random, 1, 500) : tens(random, 0, 2);
            int behind = random.nextInt(25) == 0 ? 3_000 : disorderMillis;
            return random.nextInt(40) == 0 ? NO_TIME : String.valueOf(now - tens(random, 0, behind / 10));
        }

        /** Of a row long after all others. */
        String last() {
            now += 1_000_000;
            return String.valueOf(now);
        }
    }
}
