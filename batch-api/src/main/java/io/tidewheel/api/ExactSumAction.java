package io.tidewheel.api;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** The sum of a partition of doubles, not yet rounded. */
record ExactSumAction() implements Action<long[]> {
    @Override
    public String name() {
        return "sum";
    }

    @Override
    public long[] run(Cursor rows, TaskContext context) throws Exception {
        Adder adder = new Adder();
        rows.drain(adder);
        return adder.sum;
    }

    private static final class Adder extends Sink {
        private long[] sum = ExactSum.create();

        @Override
        public void accept(@Nullable Object row) {
            acceptDouble((Double) row);
        }

        @Override
        public void acceptDouble(double row) {
            sum = ExactSum.add(sum, row);
        }
    }
}
