package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.streaming.task.BatchParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is told of a batch once it has happened. Owned by the query's thread. */
final class ProgressReport {
    private final Description query;
    private final RunParts parts;
    private final Noticed noticed;
    private final LookBack lookBack;

    /** @param noticed of the batch that ran last */
    ProgressReport(Description query, RunParts parts, Noticed noticed, LookBack lookBack) {
        this.query = query;
        this.parts = parts;
        this.noticed = noticed;
        this.lookBack = lookBack;
    }

    /**
     * What the batch that ran last did.
     *
     * @param timesBefore of the batch before; null if there was none
     */
    QueryProgress of(Planned batch, Stopwatch times, @Nullable Stopwatch timesBefore) {
        List<QueryProgress.StateProgress> states = new ArrayList<>();
        for (StatefulNode<?> step : query.stateful()) {
            long updated = noticed.outcomes(step.name, batch.partitions()).stream()
                    .mapToLong(outcome -> outcome.changes().keys())
                    .sum();
            StateStore store = parts.states().store(step.name);
            states.add(new QueryProgress.StateProgress(step.name, store.keys(), updated, store.bytes(), late(step)));
        }
        states.addAll(lookBack.progress());
        List<QueryProgress.SinkProgress> sinks = new ArrayList<>();
        query.sinks()
                .forEach((name, sink) ->
                        sinks.add(new QueryProgress.SinkProgress(name, sink.describe(), noticed.givenRows(name))));
        return new QueryProgress(
                parts.queryId(),
                parts.runId(),
                query.query(),
                times.began(),
                batch.batchId(),
                times.sinceMillis(timesBefore),
                times.totalMillis(),
                times.partsMillis(),
                parts.inputs().progress(batch, noticed),
                states,
                sinks,
                query.watermarks().isEmpty() ? null : eventTime(batch),
                new TreeMap<>(parts.position().counted(Map.of())));
    }

    private QueryProgress.EventTimeProgress eventTime(Planned batch) {
        return new QueryProgress.EventTimeProgress(noticed.eventTimes(), batch.watermarkMillis());
    }

    private QueryProgress.@Nullable LateRows late(StatefulNode<?> step) {
        if (!(step instanceof StatefulNode.WindowAggregated<?, ?, ?>)) {
            return null;
        }
        Noticed.Late late = noticed.late(step.name);
        long finished = parts.position()
                .eventProgress(query, Long.MIN_VALUE)
                .finished()
                .getOrDefault(step.name, BatchParameters.NO_WATERMARK);
        return new QueryProgress.LateRows(late.late(), late.partlyLate(), noticed.evictable(step.name, finished));
    }
}
