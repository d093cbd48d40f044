package io.tidewheel.engine.stage;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PulledStep;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Per-row steps over a cursor: pushed as nested sinks when drained, pulled exactly when advanced. */
final class ChainCursor implements Cursor {
    private static final long NOT_ASKED = Long.MIN_VALUE;

    private final Cursor up;
    private final List<Step> steps;
    private final boolean mayBeHot;
    private final TaskContext context;
    private long estimate = NOT_ASKED;
    private @Nullable Cursor pulled; // made by the first advance; from then on everything goes through it

    ChainCursor(Cursor up, List<Step> steps, boolean mayBeHot, TaskContext context) {
        this.up = up;
        this.steps = steps;
        this.mayBeHot = mayBeHot;
        this.context = context;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        if (pulled != null) {
            pulled.drain(sink);
        } else {
            up.drain(push(0, steps.size(), sink));
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        if (pulled == null) {
            pulled = pull();
        }
        return pulled.advance(sink);
    }

    private Sink push(int from, int to, Sink end) throws Exception {
        context.hot(mayBeHot && TaskContext.isHot(estimatedRows()));
        Sink sink = end;
        for (int i = to - 1; i >= from; i--) {
            sink = ((Step.PerRow) steps.get(i)).push(sink, context);
        }
        return sink;
    }

    /** Runs of steps that give few rows for one are pulled together; a step that may give many resumes by itself. */
    private Cursor pull() throws Exception {
        Cursor cursor = up;
        int from = 0;
        for (int i = 0; i <= steps.size(); i++) {
            boolean resumes = i < steps.size() && ((Step.PerRow) steps.get(i)).fansOut();
            if ((resumes || i == steps.size()) && i > from) {
                int first = from;
                int end = i;
                cursor = new PulledStep(cursor, down -> push(first, end, down));
                from = i;
            }
            if (resumes) {
                context.hot(mayBeHot && TaskContext.isHot(estimatedRows()));
                cursor = ((Step.PerRow) steps.get(i)).pull(cursor, context);
                from = i + 1;
            }
        }
        return cursor;
    }

    /** As it was when first asked for: chains over chains would ask all below, again and again. */
    @Override
    public long estimatedRows() {
        if (estimate == NOT_ASKED) {
            estimate = estimate();
        }
        return estimate;
    }

    private long estimate() {
        for (Step step : steps) {
            if (((Step.PerRow) step).fansOut()) {
                return -1;
            }
        }
        return up.estimatedRows();
    }

    @Override
    public void close() throws IOException {
        up.close();
    }

    @Override
    public String position() {
        return up.position();
    }
}
