package io.tidewheel.checkpoint.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several cursors as one: of entries with the same key the newest. */
final class DiskMerge implements DiskCursor {
    private final List<DiskCursor> live = new ArrayList<>(); // those with an entry, the newest first
    private @Nullable DiskCursor current;

    DiskMerge(List<DiskCursor> newestFirst) throws IOException {
        for (DiskCursor cursor : newestFirst) {
            if (cursor.next()) {
                live.add(cursor);
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        if (current != null) {
            passAllWithTheKeyOf(current);
        }
        if (live.isEmpty()) {
            return false;
        }
        DiskCursor first = live.get(0);
        for (int i = 1; i < live.size(); i++) {
            if (compare(live.get(i), first) < 0) {
                first = live.get(i);
            }
        }
        current = first;
        return true;
    }

    private void passAllWithTheKeyOf(DiskCursor passed) throws IOException {
        for (int i = live.size() - 1; i >= 0; i--) {
            DiskCursor cursor = live.get(i);
            if (cursor != passed && compare(cursor, passed) == 0 && !cursor.next()) {
                live.remove(i);
            }
        }
        if (!passed.next()) {
            live.remove(passed);
        }
    }

    private static int compare(DiskCursor left, DiskCursor right) {
        int order = Integer.compare(left.keyGroup(), right.keyGroup());
        return order != 0 ? order : ByteKeys.compare(left.key(), right.key());
    }

    private DiskCursor current() {
        if (current == null) {
            throw new IllegalStateException("next() was not called");
        }
        return current;
    }

    @Override
    public int keyGroup() {
        return current().keyGroup();
    }

    @Override
    public byte[] key() {
        return current().key();
    }

    @Override
    public byte @Nullable [] value() {
        return current().value();
    }
}
