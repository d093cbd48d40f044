package io.tidewheel.streaming.testing;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.KeyedDStream;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.testing.SimulationOptions.SinkKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * In which windows over batches a simulated query counts its rows.
 *
 * @param intervalMillis 0 if there are none
 * @param lengthMillis of a window
 * @param slideMillis after which the next one ends
 * @param hasInverse what leaves a window is taken away from the count
 * @param sinks where counts go
 */
record SimulatedSlides(
        long intervalMillis, long lengthMillis, long slideMillis, boolean hasInverse, Set<SinkKind> sinks) {
    static SimulatedSlides draw(Random random) {
        if (random.nextInt(3) > 0) {
            return new SimulatedSlides(0, 0, 0, false, Set.of());
        }
        long interval = 500L * (1 + random.nextInt(4));
        return new SimulatedSlides(
                interval,
                interval * (1 + random.nextInt(5)),
                interval * (1 + random.nextInt(3)),
                random.nextBoolean(),
                SimulationOptions.sinks(random, true));
    }

    boolean areThere() {
        return intervalMillis > 0;
    }

    void setInterval(Streams streams) {
        if (areThere()) {
            streams.interval(Duration.ofMillis(intervalMillis));
        }
    }

    KeyedDStream<String, Long> of(DStream<String> rows) {
        KeyedDStream<String, Long> ones = rows.keyBy(Reference::key, row -> 1L);
        Duration length = Duration.ofMillis(lengthMillis);
        Duration slide = Duration.ofMillis(slideMillis);
        return hasInverse
                ? ones.reduceByKeyAndWindow(
                                Long::sum, (all, gone) -> all - gone, length, slide, (key, count) -> count != 0)
                        .named("slides")
                : ones.reduceByKeyAndWindow(Long::sum, length, slide);
    }

    /**
     * By batch: what must have come of it, of each slide that it covers.
     *
     * @param startedMillis when the query was first started
     */
    Map<Long, List<Pair<String, Long>>> expected(Iterable<Planned> batches, Reference reference, long startedMillis) {
        Map<Long, List<Pair<String, Long>>> expected = new TreeMap<>();
        TreeMap<Long, Planned> byTime = new TreeMap<>();
        long slide = startedMillis - Math.floorMod(startedMillis, intervalMillis) - intervalMillis + slideMillis;
        for (Planned batch : batches) {
            byTime.put(batch.batchTimeMillis(), batch);
            List<Pair<String, Long>> given = new ArrayList<>();
            for (; slide <= batch.batchTimeMillis(); slide += slideMillis) {
                Map<String, Long> counts = new TreeMap<>();
                for (Planned within :
                        byTime.subMap(slide - lengthMillis, false, slide, true).values()) {
                    reference.rows(within).forEach(row -> counts.merge(Reference.key(row), 1L, Long::sum));
                }
                counts.forEach((key, count) -> given.add(Pair.of(key, count)));
            }
            expected.put(batch.batchId(), given);
        }
        return expected;
    }
}
