package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.checkpoint.journal.PlannedSplit;
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
import java.util.TreeMap;
import java.util.function.Function;

/** The sources of one run, and how far each was read. Owned by the query's thread. */
final class Inputs implements Closeable {
    private final Map<String, Opened<?>> sources = new LinkedHashMap<>();

    private static final class Opened<T> {
        private final StreamNode.Input<T> input;
        private final SourceDriver<T> driver;
        private Offset next; // where the next batch begins
        private SourcePlan lastPlan; // of the batch planned last

        Opened(StreamNode.Input<T> input, SourceDriver<T> driver) {
            this.input = input;
            this.driver = driver;
            this.next = new Offset("");
            this.lastPlan = SourcePlan.nothing(next);
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

    private static <T> Opened<T> opened(StreamNode.Input<T> input, SourceContext context) throws Exception {
        return new Opened<>(input, input.source.open(context));
    }

    /**
     * Goes to where each source was left, or to its start.
     *
     * @param known by source: where it began when the query met it, or where the last batch ended
     * @return where those begin that are not known
     */
    Map<String, String> seek(Map<String, String> known) throws Exception {
        Map<String, String> fresh = new TreeMap<>();
        for (Map.Entry<String, Opened<?>> entry : sources.entrySet()) {
            String at = known.get(entry.getKey());
            Opened<?> source = entry.getValue();
            source.next = at == null ? source.driver.start() : new Offset(at);
            if (at == null) {
                fresh.put(entry.getKey(), source.next.text());
            }
        }
        return fresh;
    }

    /** From now on nothing is planned that is not there now; false if a source cannot do that. */
    boolean freezeEnd() throws Exception {
        boolean all = true;
        for (Opened<?> source : sources.values()) {
            all &= source.driver.freezeEnd();
        }
        return all;
    }

    /**
     * What there is to read; empty if there is nothing in any source.
     *
     * @param limit by source
     * @param tasks how many read each source
     */
    Map<String, PlannedInput> plan(Function<String, SourceLimit> limit, int tasks) throws Exception {
        Map<String, PlannedInput> planned = new TreeMap<>();
        boolean any = false;
        for (Map.Entry<String, Opened<?>> entry : sources.entrySet()) {
            Opened<?> source = entry.getValue();
            source.lastPlan = source.driver.plan(source.next, limit.apply(entry.getKey()));
            any |= !source.lastPlan.splits().isEmpty();
            planned.put(entry.getKey(), planned(source.next, source.lastPlan, tasks));
        }
        return any ? planned : Map.of();
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

    /** What each source wants to remember of a batch. */
    List<States.Remembering> remember(Planned planned, States states) throws Exception {
        List<States.Remembering> all = new ArrayList<>();
        for (Map.Entry<String, Opened<?>> entry : sources.entrySet()) {
            PlannedInput input = planned.inputs().get(entry.getKey());
            if (input != null && !input.splits().isEmpty()) {
                States.Remembering remembering = states.new Remembering(entry.getKey());
                entry.getValue().driver.remember(splits(input), remembering);
                all.add(remembering);
            }
        }
        return all;
    }

    /** The next batch begins where this one ends. */
    void advance(Planned planned) {
        planned.inputs().forEach((name, input) -> {
            Opened<?> source = sources.get(name);
            if (source != null) {
                source.next = new Offset(input.to());
            }
        });
    }

    /** Where each source will be read next. */
    Map<String, String> offsets() {
        Map<String, String> offsets = new TreeMap<>();
        sources.forEach((name, source) -> offsets.put(name, source.next.text()));
        return offsets;
    }

    /** Tells each source what will not be read again. */
    void commit(Map<String, String> lowWater) throws Exception {
        for (Map.Entry<String, String> entry : lowWater.entrySet()) {
            Opened<?> source = sources.get(entry.getKey());
            if (source != null) {
                source.driver.commit(new Offset(entry.getValue()));
            }
        }
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
                    source.lastPlan.behindRows(),
                    source.lastPlan.behindBytes()));
        });
        return progress;
    }

    @Override
    public void close() throws IOException {
        Closing.all(sources.values().stream().map(source -> source.driver).toList());
    }
}
