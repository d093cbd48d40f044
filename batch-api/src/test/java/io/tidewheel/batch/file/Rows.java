package io.tidewheel.batch.file;

import io.tidewheel.api.Tasks;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drives the cursors of a source without an engine. */
final class Rows {
    private Rows() {}

    static List<@Nullable Object> drained(Source source) throws Exception {
        List<@Nullable Object> rows = new ArrayList<>();
        for (int partition = 0; partition < source.partitions(); partition++) {
            try (Cursor cursor = source.open(partition, context(partition))) {
                cursor.drain(into(rows));
            }
        }
        return rows;
    }

    static List<@Nullable Object> pulled(Source source) throws Exception {
        List<@Nullable Object> rows = new ArrayList<>();
        for (int partition = 0; partition < source.partitions(); partition++) {
            try (Cursor cursor = source.open(partition, context(partition))) {
                int before = rows.size();
                while (cursor.advance(into(rows))) {
                    if (rows.size() != ++before) {
                        throw new AssertionError("advance gave " + (rows.size() - before + 1) + " rows");
                    }
                }
            }
        }
        return rows;
    }

    static Sink into(List<@Nullable Object> rows) {
        return new Sink() {
            @Override
            public void accept(@Nullable Object row) {
                rows.add(row);
            }
        };
    }

    static TaskContext context(int partition) {
        return context(partition, 0);
    }

    static TaskContext context(int partition, int attempt) {
        return Tasks.context(partition, attempt, true);
    }
}
