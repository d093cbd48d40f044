package io.tidewheel.engine.operator;

import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.exchange.SortedRows;
import io.tidewheel.engine.memory.Reservation;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads rows in hash order, all of one hash at a time, and brings the values of each key together. */
final class GroupReader implements AutoCloseable {
    /** The hash of no row: there are no more. */
    static final long END = Long.MAX_VALUE;

    private static final int MOST_OPEN = 16;

    private final SortedRows rows;
    private final TaskContext context;
    private final Reservation memory;
    private final List<Closeable> opened = new ArrayList<>();
    private @Nullable SpillFile file;
    private boolean started;
    private volatile boolean closed; // read by whoever holds values of a group for too long
    private long code = END;

    GroupReader(SortedRows rows, TaskContext context) {
        this.rows = rows;
        this.context = context;
        this.memory = new Reservation(context.memory());
    }

    /** The hash of the next row. */
    long code() throws Exception {
        if (!started) {
            started = true;
            move();
        }
        return code;
    }

    private void move() throws Exception {
        code = rows.next() ? rows.code() : END;
    }

    /** Passes over all rows of the next hash. */
    void skip() throws Exception {
        long skipped = code();
        while (code == skipped && skipped != END) {
            move();
        }
    }

    /** Gives up all further rows. */
    void end() {
        started = true;
        code = END;
    }

    /** Adds a group for each key of the next hash, in the order of the keys' first rows. Groups of earlier reads may go. */
    void read(List<Group> groups) throws Exception {
        memory.shrink(0);
        closeOpened(MOST_OPEN);
        long hash = code();
        Group last = null;
        while (code == hash && hash != END) {
            Object key = rows.key();
            Object value = rows.value();
            Group group = last != null && Objects.equals(key, last.key) ? last : find(key, groups);
            if (group == null) {
                group = new Group(key, value);
                groups.add(group);
            } else {
                group.add(value, this);
            }
            last = group;
            move();
        }
    }

    static @Nullable Group find(@Nullable Object key, List<Group> groups) {
        for (Group group : groups) {
            if (Objects.equals(key, group.key)) {
                return group;
            }
        }
        return null;
    }

    TaskContext context() {
        return context;
    }

    /** Asks for the memory of one group; small ones do not ask. */
    boolean ensure(long bytes) {
        return memory.ensure(bytes);
    }

    void shrink() {
        memory.shrink(0);
    }

    SpillFile file() {
        SpillFile there = file;
        if (there == null) {
            there = context.services().spill().create("values");
            file = there;
        }
        return there;
    }

    /** @throws TidewheelException if the values of groups are not readable any more */
    void checkReadable() {
        if (closed) {
            throw readTooLate();
        }
    }

    static TidewheelException readTooLate() {
        return new TidewheelException(
                TidewheelException.Kind.USER_FUNCTION,
                "the values of a group were read after the call that got them; make a list of them in mapValues first");
    }

    /** Closes a reader of values when this one is closed, or some groups later. */
    void closeLater(Closeable values) {
        opened.add(values);
    }

    private void closeOpened(int kept) throws IOException {
        if (opened.size() > kept) {
            for (Closeable values : opened) {
                values.close();
            }
            opened.clear();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        code = END;
        started = true;
        memory.close();
        rows.close();
        closeOpened(0);
        SpillFile written = file;
        file = null;
        if (written != null) {
            written.finish();
            written.release();
        }
    }
}
