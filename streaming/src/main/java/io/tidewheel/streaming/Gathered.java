package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.batch.action.Actions;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.PaneSource;
import io.tidewheel.streaming.task.StoredRuns;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a branch gives at several slides of one batch, brought together: a writer sees a partition once in a batch. Owned
 * by the query's thread.
 */
final class Gathered {
    private final SessionAccess session;
    private final Panes panes;
    private final String branch;
    private final String group;
    private final long cachedId;
    private final int partitions;
    private final PreparedPlan<Long> storing;

    Gathered(SessionAccess session, Panes panes, String branch, PlanNode root, String group) {
        this.session = session;
        this.panes = panes;
        this.branch = branch;
        this.group = group;
        this.cachedId = session.nextId();
        this.partitions = root.partitionCount();
        CachedRows stored = new CachedRows(cachedId, StorageLevel.MEMORY_AND_DISK, true);
        this.storing = session.prepare(new CachedNode(root, stored), Actions.count());
    }

    <R> List<@Nullable R> write(Action<R> writer, List<Parameters> runs, String description) {
        runs.forEach(run -> panes.run(storing, options(run, description)));
        panes.onLoss(cachedId, (lost, batch) -> {
            runs.stream()
                    .filter(run -> lost.contains(run.run()))
                    .forEach(run -> panes.run(storing, options(run, description)));
            return true;
        });
        StoredRuns stored =
                new StoredRuns(cachedId, runs.stream().map(Parameters::run).toList());
        Parameters last = runs.get(runs.size() - 1); // which has the time of the last slide
        PaneSource all = new PaneSource(branch, "slides to '" + branch + "'", partitions);
        try (PreparedPlan<R> plan = session.prepare(new SourceNode(all, Layout.UNKNOWN), writer)) {
            return panes.run(plan, options(BatchParameters.with(last, Map.of(branch, stored), Map.of()), description));
        }
    }

    private RunOptions options(Parameters run, String description) {
        return RunOptions.ALL.withParameters(run).describedAs(description, group, "");
    }

    void forget() {
        session.backend().forget(cachedId);
    }

    void close() {
        forget();
        storing.close();
    }
}
