package io.tidewheel.streaming;

import io.tidewheel.engine.task.SideResults;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.EventTimes;
import io.tidewheel.streaming.task.InputCounts;
import io.tidewheel.streaming.task.InputCounts.BadRow;
import io.tidewheel.streaming.task.LateCounts;
import io.tidewheel.streaming.task.StateOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of the current attempt at a batch left besides rows: each part of a source and of a state once, however
 * often it was computed, for every computation gives the same. Thread-safe.
 */
final class Noticed implements SideResults {
    private final Map<String, Map<Integer, StateOutcome>> states = new TreeMap<>(); // by operator, partition
    private final Map<String, Map<Integer, InputCounts>> inputs = new TreeMap<>(); // by source, task
    private final Map<String, Flow> flows = new TreeMap<>(); // by name
    private final Map<String, Map<Integer, LateCounts>> late = new TreeMap<>(); // by operator, task
    private final Map<String, Long> given = new TreeMap<>(); // rows, by sink
    private long number; // of the attempt

    /** What was noticed of one flow's times. */
    private static final class Flow {
        private final Map<Object, Map<Integer, EventTimes>> stages =
                new LinkedHashMap<>(); // that have read it, by task
        private long latestMillis = BatchParameters.NO_WATERMARK; // of all stages

        void add(EventTimes times) {
            latestMillis = Math.max(latestMillis, times.latestMillis());
            stages.computeIfAbsent(times.stage(), any -> new TreeMap<>()).putIfAbsent(times.task(), times);
        }

        /** Of the first stage that has read all of it: one that was given up has read a part only. */
        Collection<EventTimes> tasks() {
            Map<Integer, EventTimes> most = Map.of();
            for (Map<Integer, EventTimes> tasks : stages.values()) {
                most = tasks.size() > most.size() ? tasks : most;
            }
            return most.values();
        }

        long sum(ToLongFunction<EventTimes> count) {
            return tasks().stream().mapToLong(count).sum();
        }
    }

    /** Rows of a batch that came late for windows. */
    record Late(long late, long partlyLate) {}

    /** Forgets everything; from now on takes what tasks of this attempt leave. */
    synchronized void begin(long attempt) {
        number = attempt;
        states.clear();
        inputs.clear();
        flows.clear();
        late.clear();
        given.clear();
    }

    /** A sink was given all its rows; one that reads them again is given the same. */
    synchronized void gave(String sink, long rows) {
        given.put(sink, rows);
    }

    /** How many rows a sink was given; -1 if it has not read them to their end. */
    synchronized long givenRows(String sink) {
        return given.getOrDefault(sink, -1L);
    }

    @Override
    public synchronized void merge(long id, Object partial) {
        for (Object notice : (List<?>) partial) {
            if (notice instanceof StateOutcome outcome && outcome.number() == number) {
                states.computeIfAbsent(outcome.operator(), any -> new TreeMap<>())
                        .putIfAbsent(outcome.partition(), outcome);
            } else if (notice instanceof InputCounts counts && counts.number() == number) {
                inputs.computeIfAbsent(counts.source(), any -> new TreeMap<>()).putIfAbsent(counts.task(), counts);
            } else if (notice instanceof EventTimes times && times.number() == number) {
                flows.computeIfAbsent(times.domain(), any -> new Flow()).add(times);
            } else if (notice instanceof LateCounts counts && counts.number() == number) {
                late.computeIfAbsent(counts.operator(), any -> new TreeMap<>()).putIfAbsent(counts.partition(), counts);
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

    /** True if all partitions of an operator have said what they did. */
    synchronized boolean haveTold(String operator, int partitions) {
        return states.getOrDefault(operator, Map.of()).size() == partitions;
    }

    /** True if all partitions of what judges rows by their windows have said how many were late. */
    synchronized boolean haveJudged(String name, int partitions) {
        return late.getOrDefault(name, Map.of()).size() == partitions;
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

    /** By flow: the latest time that is believed; without those that have none. */
    synchronized Map<String, Long> latestMillis() {
        Map<String, Long> latest = new TreeMap<>();
        flows.forEach((name, flow) -> {
            if (flow.latestMillis != BatchParameters.NO_WATERMARK) {
                latest.put(name, flow.latestMillis);
            }
        });
        return latest;
    }

    /** The flows with event time from which something has come. */
    synchronized Set<String> activeFlows() {
        Set<String> active = new TreeSet<>();
        flows.forEach((name, flow) -> {
            if (flow.sum(EventTimes::rows) > 0) {
                active.add(name);
            }
        });
        return active;
    }

    synchronized long rowsWithoutTime(String flow) {
        Flow noticed = flows.get(flow);
        return noticed == null ? 0 : noticed.sum(EventTimes::without);
    }

    synchronized long rowsAhead(String flow) {
        Flow noticed = flows.get(flow);
        return noticed == null ? 0 : noticed.sum(EventTimes::ahead);
    }

    /** Of all rows that have event times; null if there are none. */
    synchronized QueryProgress.@Nullable EventTimeSpan eventTimes() {
        List<EventTimes> all = flows.values().stream()
                .flatMap(flow -> flow.tasks().stream())
                .filter(times -> times.rows() > 0)
                .toList();
        if (all.isEmpty()) {
            return null;
        }
        long rows = all.stream().mapToLong(EventTimes::rows).sum();
        double sum = all.stream().mapToDouble(EventTimes::sumMillis).sum();
        return new QueryProgress.EventTimeSpan(
                all.stream().mapToLong(EventTimes::minMillis).min().getAsLong(),
                all.stream().mapToLong(EventTimes::maxMillis).max().getAsLong(),
                Math.round(sum / rows));
    }

    /** What has judged rows by their windows. */
    synchronized Set<String> judges() {
        return Set.copyOf(late.keySet());
    }

    synchronized Late late(String operator) {
        long rows = 0;
        long partly = 0;
        for (LateCounts counts : late.getOrDefault(operator, Map.of()).values()) {
            rows += counts.late();
            partly += counts.partlyLate();
        }
        return new Late(rows, partly);
    }

    /** How many rows were in time, and would not have been in the next batch. */
    synchronized long evictable(String operator, long finishedAfterMillis) {
        long rows = 0;
        for (LateCounts counts : late.getOrDefault(operator, Map.of()).values()) {
            for (Map.Entry<Long, Long> end : counts.ends().entrySet()) {
                rows += end.getKey() <= finishedAfterMillis ? end.getValue() : 0;
            }
        }
        return rows;
    }
}
