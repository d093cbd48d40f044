package io.tidewheel.engine.stage;

import io.tidewheel.codec.Codecs;
import io.tidewheel.codec.LentValues;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Strict mode: passes rows on to somebody who keeps them as they are, and looks afterwards whether they still are what
 * they were.
 */
public final class WatchedRows implements Cursor {
    private static final int SHOWN = 100;

    private static final class Seen {
        private final long number;
        private final Object row;
        private final byte[] bytes;

        Seen(long number, Object row, byte[] bytes) {
            this.number = number;
            this.row = row;
            this.bytes = bytes;
        }
    }

    private final Cursor rows;
    private final String maker;
    private final String keeper;
    private final int partition;
    private final Codecs codecs;
    private final List<Seen> seen = new ArrayList<>();
    private long given;
    private boolean drained;

    /**
     * @param maker the step that gives the rows: "mapPartitions"
     * @param keeper who keeps them: "collect"
     */
    public WatchedRows(Cursor rows, String maker, String keeper, TaskContext context) {
        this.rows = rows;
        this.maker = maker;
        this.keeper = keeper;
        this.partition = context.partition();
        this.codecs = context.codecs();
    }

    /** The first time: what comes afterwards is not kept by who wanted no more. */
    @Override
    public void drain(Sink sink) throws Exception {
        if (drained) {
            rows.drain(sink);
        } else {
            drained = true;
            rows.drain(new Watching(sink));
            check();
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        return rows.advance(sink);
    }

    @Override
    public long estimatedRows() {
        return rows.estimatedRows();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    @Override
    public String position() {
        return rows.position();
    }

    private void see(@Nullable Object row) {
        long number = given++;
        // of lent values a keeper has a list of its own
        if (row != null && !Codecs.isImmutable(row) && LentValues.keptBytes(row) == 0) {
            byte[] bytes = bytes(row, codecs);
            if (bytes != null) {
                seen.add(new Seen(number, row, bytes));
            }
        }
    }

    private void check() {
        for (Seen row : seen) {
            if (isChanged(row.row, row.bytes, codecs)) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "a row was changed after '" + maker + "' had emitted it: element " + row.number
                                + " of partition " + partition + " of those that " + keeper + " keeps was "
                                + shown(read(row.bytes, codecs)) + " and is " + shown(row.row)
                                + ". A function kept the row and changed it (a reused record, a list it still adds to),"
                                + " so that several rows are one object; emit a fresh object each time, or a copy");
            }
        }
        seen.clear();
    }

    private static String shown(@Nullable Object row) {
        String text = String.valueOf(row);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    /** Null if the row cannot be written, as one of a class that is not registered: then nobody can tell. */
    public static byte @Nullable [] bytes(@Nullable Object row, Codecs codecs) {
        try {
            return codecs.toBytes(row);
        } catch (TidewheelException unwritable) {
            return null;
        }
    }

    /**
     * An object that is still equal to what it was is not changed: it may have noted its hash.
     *
     * @param before what {@link #bytes} gave
     */
    public static boolean isChanged(@Nullable Object row, byte @Nullable [] before, Codecs codecs) {
        if (before == null) {
            return false;
        }
        byte[] now = bytes(row, codecs);
        return now == null || (!Arrays.equals(now, before) && !Objects.equals(read(before, codecs), row));
    }

    private static @Nullable Object read(byte[] bytes, Codecs codecs) {
        return codecs.fromBytes(bytes);
    }

    private final class Watching extends Sink {
        private final Sink down;

        Watching(Sink down) {
            super(down);
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            see(row);
            down.accept(row);
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            see(new Pair<>(key, value));
            down.accept(key, value);
        }

        @Override
        public void acceptLong(long row) throws Exception {
            down.acceptLong(row);
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            down.acceptDouble(row);
        }
    }
}
