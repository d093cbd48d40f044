package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.checkpoint.journal.PlannedSplit;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.task.BadRows;
import io.tidewheel.streaming.task.BatchInput;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** The sources of one run, and how far each was read. What one throws gets its name. Owned by the query's thread. */
final class Inputs implements Closeable {
    private static final SourcePlan UNKNOWN = new SourcePlan(new Offset(""), List.of(), -1, -1);

    private final Map<String, Opened<?>> sources = new LinkedHashMap<>();

    private static final class Opened<T> {
        private final StreamNode.Input<T> input;
        private final SourceDriver<T> driver;
        private Offset next; // where the next batch begins
        private SourcePlan lastPlan; // of the batch planned last; unknown until this run has planned one
        private SourcePlan donePlan; // of the batch that is over

        Opened(StreamNode.Input<T> input, SourceDriver<T> driver) {
            this.input = input;
            this.driver = driver;
            this.next = new Offset("");
            this.lastPlan = UNKNOWN;
            this.donePlan = UNKNOWN;
        }

        BatchInput<T> batch(PlannedInput planned, BadRows badRows) {
            List<Integer> tasks =
                    planned.splits().stream().map(PlannedSplit::task).toList();
            return new BatchInput<>(driver.format(), splits(planned), tasks, badRows);
        }
    }

    private static List<Split> splits(PlannedInput planned) {
        return planned.splits().stream()
                .map(split -> new Split(split.partition(), split.payload().bytes(), 0))
                .toList();
    }

    /** @param context of each source, by its name */
    static Inputs open(Map<String, StreamNode.Input<?>> described, Function<String, SourceContext> context)
            throws Exception {
        Inputs inputs = new Inputs();
        try {
            for (StreamNode.Input<?> input : described.values()) {
                inputs.sources.put(input.name, opened(input, context.apply(input.name)));
            }
            return inputs;
        } catch (Exception | Error e) {
            Closing.after(e, inputs);
            throw e;
        }
    }

    private static <T> Opened<T> opened(StreamNode.Input<T> input, SourceContext context) {
        try {
            return new Opened<>(input, input.source.open(context));
        } catch (Exception e) {
            throw Failures.at(
                    "source '" + input.name + "', " + input.source.describe() + ", cannot be opened", Kind.RESOURCE, e);
        }
    }

    /** Does something with one source. */
    private interface Step {
        void run(String name, Opened<?> source) throws Exception;
    }

    private void each(String what, Step step) {
        sources.forEach((name, source) -> {
            try {
                step.run(name, source);
            } catch (Exception e) {
                throw Failures.at("source '" + name + "' cannot " + what, Kind.RESOURCE, e);
            }
        });
    }

    /**
     * Goes to where each source was left, or to its start.
     *
     * @param known by source: where it began when the query met it, or where the last batch ended
     * @return where those begin that are not known
     */
    Map<String, String> seek(Map<String, String> known) {
        Map<String, String> fresh = new TreeMap<>();
        each("say where it begins", (name, source) -> {
            String at = known.get(name);
            source.next = at == null ? source.driver.start() : new Offset(at);
            if (at == null) {
                fresh.put(name, source.next.text());
            }
        });
        return fresh;
    }

    /** From now on nothing is planned that is not there now; false if a source cannot do that. */
    boolean freezeEnd() {
        List<String> unaware = new ArrayList<>();
        each("say where it ends", (name, source) -> {
            if (!source.driver.freezeEnd()) {
                unaware.add(name);
            }
        });
        return unaware.isEmpty();
    }

    /**
     * What there is to read, of every source: a batch says where each of them is, also of those that it does not read.
     *
     * @param limit by source
     * @param tasks how many read each source
     */
    Map<String, PlannedInput> plan(Function<String, SourceLimit> limit, int tasks) {
        Map<String, PlannedInput> planned = new TreeMap<>();
        each("plan", (name, source) -> {
            source.lastPlan = Objects.requireNonNull(
                    source.driver.plan(source.next, limit.apply(name)),
                    "its plan is null; give SourcePlan.nothing(..)");
            planned.put(name, planned(source.next, source.lastPlan, tasks));
        });
        return planned;
    }

    /** By source: how many rows it had left after it was planned last; -1 if that is not known. */
    Map<String, Long> behindRows() {
        Map<String, Long> behind = new TreeMap<>();
        sources.forEach((name, source) -> behind.put(name, source.lastPlan.behindRows()));
        return behind;
    }

    private static PlannedInput planned(Offset from, SourcePlan plan, int tasks) {
        List<PlannedSplit> splits = new ArrayList<>();
        int[] taskOf = Spreading.over(plan.splits(), tasks);
        for (int i = 0; i < taskOf.length; i++) {
            Split split = plan.splits().get(i);
            splits.add(new PlannedSplit(split.partition(), Blob.of(split.payload()), taskOf[i]));
        }
        return new PlannedInput(from.text(), plan.to().text(), splits);
    }

    /** True if every source wakes the query when something has come. */
    boolean wake() {
        return sources.values().stream().allMatch(source -> source.driver.wakes());
    }

    /** What the tasks of a batch read, by source. */
    Map<String, BatchInput<?>> batch(Planned planned, BadRows badRows) {
        Map<String, BatchInput<?>> inputs = new TreeMap<>();
        sources.forEach((name, source) -> {
            PlannedInput input = planned.inputs().get(name);
            PlannedInput nothing = new PlannedInput(source.next.text(), source.next.text(), List.of());
            inputs.put(name, source.batch(input == null ? nothing : input, badRows));
        });
        return inputs;
    }

    /** As if tasks had nothing to read. */
    Map<String, BatchInput<?>> nothing(BadRows badRows) {
        Map<String, BatchInput<?>> inputs = new TreeMap<>();
        sources.forEach((name, source) -> {
            PlannedInput nothing = new PlannedInput(source.next.text(), source.next.text(), List.of());
            inputs.put(name, source.batch(nothing, badRows));
        });
        return inputs;
    }

    /** What each source wants to remember of a batch. */
    List<States.Remembering> remember(Planned planned, States states) {
        List<States.Remembering> all = new ArrayList<>();
        each("remember what it has read", (name, source) -> {
            PlannedInput input = planned.inputs().get(name);
            if (input != null && !input.splits().isEmpty()) {
                States.Remembering remembering = states.new Remembering(name);
                source.driver.remember(splits(input), remembering);
                all.add(remembering);
            }
        });
        return all;
    }

    /** The next batch begins where this one, which was planned last, ends. */
    void advance(Planned planned) {
        planned.inputs().forEach((name, input) -> {
            Opened<?> source = sources.get(name);
            if (source != null) {
                source.next = new Offset(input.to());
            }
        });
        sources.values().forEach(source -> source.donePlan = source.lastPlan);
    }

    /** How many bytes the batch that is over has taken from a source; -1 if unknown. */
    long takenBytes(String source) {
        Opened<?> opened = sources.get(source);
        if (opened == null || opened.donePlan.behindBytes() < 0) {
            return -1;
        }
        return opened.donePlan.splits().stream().mapToLong(Split::weight).sum();
    }

    /** Where each source will be read next. */
    Map<String, String> offsets() {
        Map<String, String> offsets = new TreeMap<>();
        sources.forEach((name, source) -> offsets.put(name, source.next.text()));
        return offsets;
    }

    /** Tells each source what will not be read again. */
    void commit(Map<String, String> lowWater) {
        each("let go of what was read", (name, source) -> {
            String before = lowWater.get(name);
            if (before != null) {
                source.driver.commit(new Offset(before));
            }
        });
    }

    /** What a batch took from each source. */
    List<QueryProgress.SourceProgress> progress(Planned planned, Noticed noticed) {
        List<QueryProgress.SourceProgress> progress = new ArrayList<>();
        sources.forEach((name, source) -> {
            PlannedInput input = planned.inputs().get(name);
            progress.add(new QueryProgress.SourceProgress(
                    name,
                    source.input.source.describe(),
                    input == null ? source.next.text() : input.from(),
                    input == null ? source.next.text() : input.to(),
                    noticed.rows(name),
                    noticed.badRows(name),
                    source.donePlan.behindRows(),
                    source.donePlan.behindBytes()));
        });
        return progress;
    }

    @Override
    public void close() throws IOException {
        Closing.all(sources.values().stream().map(source -> source.driver).toList());
    }
}
