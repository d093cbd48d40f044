package io.tidewheel.streaming;

import io.tidewheel.engine.task.SideResults;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.InputCounts;
import io.tidewheel.streaming.task.InputCounts.BadRow;
import io.tidewheel.streaming.task.StateOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the tasks of the current attempt at a batch left besides rows: each part of a source and of a state once, however
 * often it was computed, for every computation gives the same. Thread-safe.
 */
final class Noticed implements SideResults {
    private final Map<String, Map<Integer, StateOutcome>> states = new TreeMap<>(); // by operator, partition
    private final Map<String, Map<Integer, InputCounts>> inputs = new TreeMap<>(); // by source, task
    private long number; // of the attempt

    /** Forgets everything; from now on takes what tasks of this attempt leave. */
    synchronized void begin(long attempt) {
        number = attempt;
        states.clear();
        inputs.clear();
    }

    @Override
    public synchronized void merge(long id, Object partial) {
        for (Object notice : (List<?>) partial) {
            if (notice instanceof StateOutcome outcome && outcome.number() == number) {
                states.computeIfAbsent(outcome.operator(), any -> new TreeMap<>())
                        .putIfAbsent(outcome.partition(), outcome);
            } else if (notice instanceof InputCounts counts && counts.number() == number) {
                inputs.computeIfAbsent(counts.source(), any -> new TreeMap<>()).putIfAbsent(counts.task(), counts);
            }
        }
    }

    /** What all partitions of an operator did, in their order. */
    synchronized List<StateOutcome> outcomes(String operator, int partitions) {
        Map<Integer, StateOutcome> outcomes = states.getOrDefault(operator, Map.of());
        if (outcomes.size() != partitions) {
            throw new TidewheelException(
                    Kind.BUG,
                    "the step with state '" + operator + "' has " + partitions + " partitions, and " + outcomes.keySet()
                            + " have said what they changed");
        }
        return List.copyOf(outcomes.values());
    }

    /** True if each of so many tasks has read its part of a source to the end. */
    synchronized boolean hasRead(String source, int tasks) {
        return inputs.getOrDefault(source, Map.of()).size() == tasks;
    }

    synchronized long rows(String source) {
        return inputs.getOrDefault(source, Map.of()).values().stream()
                .mapToLong(InputCounts::rows)
                .sum();
    }

    synchronized long badRows(String source) {
        return inputs.getOrDefault(source, Map.of()).values().stream()
                .mapToLong(InputCounts::bad)
                .sum();
    }

    /** The bad records that are to be kept, in the order of sources and tasks. */
    synchronized List<DeadLetter> deadLetters() {
        List<DeadLetter> letters = new ArrayList<>();
        for (Map<Integer, InputCounts> tasks : inputs.values()) {
            for (InputCounts counts : tasks.values()) {
                for (BadRow row : counts.kept()) {
                    letters.add(new DeadLetter(row.source(), row.record(), row.position(), row.problem()));
                }
            }
        }
        return letters;
    }
}
