package io.tidewheel.engine.plan;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PulledStep;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;

/** One narrow step of a chain, in both its forms. Immutable and serialisable. */
public sealed interface Step extends Serializable {
    /** For explain: "map", "filter", "map partitions". */
    String name();

    /** A step that sees one row at a time: a sink in front of a sink. */
    non-sealed interface PerRow extends Step {
        /** The sink to push rows into; made once per task. */
        Sink push(Sink down, TaskContext context) throws Exception;

        /** True if one row may become very many: then {@link #pull} resumes, and the chain counts as hot. */
        default boolean fansOut() {
            return false;
        }

        /**
         * The same, pulled: gives exactly one row per advance. The default keeps what one row of {@code up} gave; a
         * step that may give very many overrides it and resumes.
         */
        default Cursor pull(Cursor up, TaskContext context) throws Exception {
            return new PulledStep(up, down -> push(down, context));
        }
    }

    /** A step that sees a whole partition at once, and pulls it. */
    non-sealed interface Whole extends Step {
        Cursor open(Cursor up, TaskContext context) throws Exception;
    }
}
