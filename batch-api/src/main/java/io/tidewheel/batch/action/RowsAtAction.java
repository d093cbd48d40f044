package io.tidewheel.batch.action;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param numbers for each partition the numbers of the wanted rows, ascending; one may occur again and again */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowsAtAction<T>(long[][] numbers) implements Action<List<T>> {
    @Override
    public String name() {
        return "takeSample";
    }

    @Override
    @SuppressWarnings("unchecked") // a dataset of T gives rows of T
    public List<T> run(Cursor rows, TaskContext context) throws Exception {
        long[] wanted = numbers[context.partition()];
        List<T> found = new ArrayList<>(wanted.length);
        rows.drain(new Sink() {
            private long number;

            @Override
            public void accept(@Nullable Object row) {
                while (found.size() < wanted.length && wanted[found.size()] == number) {
                    found.add((T) context.handedOut(row));
                }
                number++;
                if (found.size() == wanted.length) {
                    signal.finish();
                }
            }
        });
        return found;
    }

    @Override
    public boolean keepsRows() {
        return true;
    }
}
