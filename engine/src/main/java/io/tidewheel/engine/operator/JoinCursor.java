package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.exchange.SortedRows;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges a streamed left side with a right side of which the groups of one hash are kept. */
final class JoinCursor implements Cursor {
    private static final int CHECK_ROWS = 1024;

    private final SortedRows left;
    private final GroupReader right;
    private final JoinKind kind;
    private final JoinFunction function;
    private final TaskContext context;
    private final List<Group> groups = new ArrayList<>(); // of groupsCode
    private long groupsCode = -1;
    private long leftCode;
    private boolean started;
    private @Nullable Iterator<@Nullable Object> rights; // still to be paired with the left row, or to be given alone
    private @Nullable Object key; // of rights
    private @Nullable Object leftValue; // of rights; null if they are given alone
    private int nextUnmatched; // group to be looked at once no left row of its hash is to come
    private int rows;

    JoinCursor(SortedRows left, GroupReader right, JoinKind kind, JoinFunction function, TaskContext context) {
        this.left = left;
        this.right = right;
        this.kind = kind;
        this.function = function;
        this.context = context;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        boolean more = true;
        while (more && !sink.done()) {
            more = advance(sink);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        if (!started) {
            started = true;
            moveLeft();
        }
        while (true) {
            Iterator<@Nullable Object> pending = rights;
            if (pending != null) {
                if (pending.hasNext()) {
                    sink.accept(key, function.join(key, leftValue, pending.next()));
                    return true;
                }
                rights = null;
            } else if (leftCode == groupsCode && leftCode != GroupReader.END) {
                if (pushLeft(sink)) {
                    return true;
                }
            } else if (!unmatchedGroup()) {
                if (leftCode == GroupReader.END && right.code() == GroupReader.END) {
                    return false;
                }
                moveTogether();
            }
        }
    }

    private void moveLeft() throws Exception {
        leftCode = left.next() ? left.code() : GroupReader.END;
        if ((++rows & (CHECK_ROWS - 1)) == 0) {
            context.checkCancelled();
        }
    }

    /** Pairs the current left row with the group of its key; true if that gave a row already. */
    private boolean pushLeft(Sink sink) throws Exception {
        Object rowKey = left.key();
        Object rowValue = left.value();
        moveLeft();
        Group group = GroupReader.find(rowKey, groups);
        if (group == null) {
            if (kind.keepsLeft()) {
                sink.accept(rowKey, function.join(rowKey, rowValue, null));
            }
            return kind.keepsLeft();
        }
        group.matched = true;
        if (group.isSingle()) {
            sink.accept(rowKey, function.join(rowKey, rowValue, group.first()));
            return true;
        }
        key = rowKey;
        leftValue = rowValue;
        rights = group.iterable(right).iterator();
        return false;
    }

    /** Begins with the next group that no left row has found; false if there is none, or none is wanted. */
    private boolean unmatchedGroup() {
        while (kind.keepsRight() && nextUnmatched < groups.size()) {
            Group group = groups.get(nextUnmatched++);
            if (!group.matched) {
                key = group.key;
                leftValue = null;
                rights = group.iterable(right).iterator();
                return true;
            }
        }
        return false;
    }

    /** Loads the right side's groups of the next hash, or passes over what has no partner. */
    private void moveTogether() throws Exception {
        groups.clear();
        nextUnmatched = 0;
        long rightCode = right.code();
        if (leftCode < rightCode && !kind.keepsLeft()) {
            if (rightCode == GroupReader.END) {
                leftCode = GroupReader.END;
            } else {
                moveLeft();
            }
        } else if (rightCode < leftCode && !kind.keepsRight()) {
            if (leftCode == GroupReader.END) {
                right.end();
            } else {
                right.skip();
            }
        } else {
            groupsCode = Math.min(leftCode, rightCode);
            if (rightCode == groupsCode) {
                right.read(groups);
            }
        }
    }

    @Override
    public void close() throws IOException {
        started = true;
        leftCode = GroupReader.END;
        rights = null;
        groups.clear();
        left.close();
        right.close();
    }
}
