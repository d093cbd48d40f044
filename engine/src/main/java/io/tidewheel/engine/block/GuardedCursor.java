package io.tidewheel.engine.block;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a block from files: a damaged one of them is the loss of this block, and of no other that is read below. */
final class GuardedCursor implements Cursor {
    private final Cursor cursor;
    private final StoredEntry entry;
    private final Set<Path> files;
    private @Nullable SpillFile owned; // released when closed

    GuardedCursor(Cursor cursor, StoredEntry entry, Set<Path> files, @Nullable SpillFile owned) {
        this.cursor = cursor;
        this.entry = entry;
        this.files = files;
        this.owned = owned;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        try {
            cursor.drain(sink);
        } catch (SpillLostException e) {
            throw translate(e);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        try {
            return cursor.advance(sink);
        } catch (SpillLostException e) {
            throw translate(e);
        }
    }

    private Exception translate(SpillLostException e) {
        return files.contains(e.file()) ? entry.lost(e) : e;
    }

    @Override
    public long estimatedRows() {
        return cursor.estimatedRows();
    }

    @Override
    public String position() {
        return cursor.position();
    }

    @Override
    public void close() throws IOException {
        SpillFile file = owned;
        owned = null;
        cursor.close();
        if (file != null) {
            file.release();
        }
    }
}
