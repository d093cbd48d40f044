package io.tidewheel.streaming.testing;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a query must have made of its rows, worked out on one thread from the rows and from where batches were cut. Rows
 * are texts, {@code key#number@time}; of the time {@link SimulatedWindows} knows.
 */
final class Reference {
    private final Map<String, List<String>> sources = new TreeMap<>(); // rows by source

    void add(String source, String row) {
        sources.computeIfAbsent(source, any -> new ArrayList<>()).add(row);
    }

    static String key(String row) {
        return row.substring(0, row.indexOf('#'));
    }

    /** How many rows there are in all sources. */
    int size() {
        return sources.values().stream().mapToInt(List::size).sum();
    }

    /** The rows of a batch. */
    List<String> rows(Planned batch) {
        List<String> rows = new ArrayList<>();
        batch.inputs().keySet().forEach(source -> rows.addAll(rows(batch, source)));
        return rows;
    }

    /** The rows of a batch that one source has given. */
    List<String> rows(Planned batch, String source) {
        PlannedInput input = batch.inputs().get(source);
        return input == null
                ? List.of()
                : sources.getOrDefault(source, List.of())
                        .subList(Integer.parseInt(input.from()), Integer.parseInt(input.to()));
    }

    /** By batch: the keys in it, each with how often it has come up to its end. */
    Map<Long, List<Pair<String, Long>>> counts(Iterable<Planned> batches) {
        Map<String, Long> totals = new HashMap<>();
        Map<Long, List<Pair<String, Long>>> counts = new TreeMap<>();
        for (Planned batch : batches) {
            Map<String, Long> changed = new TreeMap<>();
            for (String row : rows(batch)) {
                changed.put(key(row), totals.merge(key(row), 1L, Long::sum));
            }
            List<Pair<String, Long>> pairs = new ArrayList<>();
            changed.forEach((key, count) -> pairs.add(Pair.of(key, count)));
            counts.put(batch.batchId(), pairs);
        }
        return counts;
    }

    /** The rows of each batch. */
    Map<Long, List<String>> plain(Iterable<Planned> batches) {
        Map<Long, List<String>> plain = new TreeMap<>();
        batches.forEach(batch -> plain.put(batch.batchId(), rows(batch)));
        return plain;
    }
}
