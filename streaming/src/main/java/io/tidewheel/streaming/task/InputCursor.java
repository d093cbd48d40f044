package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.task.InputCounts.BadRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one task's splits, one split after the other. Says what it has counted once it has read them all. */
final class InputCursor<T> implements Cursor, RowReceiver<T> {
    private static final int ROWS_AT_ONCE = 256;

    private final String source;
    private final BatchInput<T> input;
    private final int task;
    private final long results;
    private final TaskContext context;
    private final List<Split> splits;
    private final List<BadRow> kept = new ArrayList<>();
    private int next;
    private long rows;
    private long bad;
    private @Nullable SplitReader<T> reader;
    private @Nullable Sink sink; // while rows are read
    private @Nullable Exception thrownBelow; // by a step that took a row: not the source's
    private boolean told;

    InputCursor(String source, BatchInput<T> input, int task, long results, TaskContext context) {
        this.source = source;
        this.input = input;
        this.task = task;
        this.results = results;
        this.context = context;
        this.splits = input.ofTask(task);
    }

    @Override
    public void drain(Sink into) throws Exception {
        sink = into;
        while (!into.done() && readSome(ROWS_AT_ONCE)) {
            context.checkCancelled();
        }
    }

    @Override
    public boolean advance(Sink into) throws Exception {
        sink = into;
        long before = rows;
        while (rows == before) {
            if (!readSome(1)) {
                return false;
            }
        }
        return true;
    }

    /** False once there is nothing left. */
    private boolean readSome(int atMost) throws Exception {
        SplitReader<T> open = reader;
        if (open == null) {
            if (next == splits.size()) {
                tell();
                return false;
            }
            open = open(splits.get(next++));
            reader = open;
        }
        try {
            if (!open.read(this, atMost)) {
                reader = null;
                open.close();
            }
        } catch (Exception e) {
            throw e == thrownBelow ? e : unreadable(open.position(), e);
        }
        return true;
    }

    private SplitReader<T> open(Split split) {
        try {
            return input.format().open(split);
        } catch (Exception e) {
            throw unreadable("a split" + (split.partition().isEmpty() ? "" : " of " + split.partition()), e);
        }
    }

    private TidewheelException unreadable(String place, Exception e) {
        return e instanceof TidewheelException ours
                ? ours
                : new TidewheelException(Kind.RESOURCE, "source '" + source + "' cannot read " + place + ": " + e, e);
    }

    /** Read again, by another branch of the query, it says the same. */
    private void tell() {
        if (!told) {
            told = true;
            long number = context.parameters().run();
            Notices.leave(context, results, new InputCounts(source, number, task, rows, bad, kept));
        }
    }

    @Override
    public void row(T row) throws Exception {
        rows++;
        Sink into = sink;
        if (into != null) {
            try {
                into.accept(row);
            } catch (Exception e) {
                thrownBelow = e;
                throw e;
            }
        }
    }

    @Override
    public void bad(String record, String position, Exception problem) {
        switch (input.badRows()) {
            case FAIL ->
                throw new TidewheelException(
                        Kind.BAD_DATA,
                        position + ": source '" + source + "' cannot read '" + record + "': " + problem.getMessage()
                                + "; correct the data, or let the stream skip bad records or hand them to a sink",
                        problem);
            case SKIP -> bad++;
            case KEEP -> {
                bad++;
                kept.add(new BadRow(source, record, position, String.valueOf(problem.getMessage())));
            }
        }
    }

    @Override
    public String position() {
        SplitReader<T> open = reader;
        return open == null ? "" : open.position();
    }

    @Override
    public void close() throws IOException {
        SplitReader<T> open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
