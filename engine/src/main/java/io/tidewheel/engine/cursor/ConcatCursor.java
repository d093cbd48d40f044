package io.tidewheel.engine.cursor;

import java.io.IOException;

/** Several cursors one after the other; each is opened when its turn comes and closed when it is over. */
public final class ConcatCursor implements Cursor {
    /** Opens the cursor with this index. */
    @FunctionalInterface
    public interface Opener {
        Cursor open(int index) throws Exception;
    }

    private final int count;
    private final Opener opener;
    private int index = -1;
    private Cursor current = EmptyCursor.EMPTY;

    public ConcatCursor(int count, Opener opener) {
        this.count = count;
        this.opener = opener;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        do {
            current.drain(sink);
        } while (!sink.done() && next());
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        do {
            if (current.advance(sink)) {
                return true;
            }
        } while (next());
        return false;
    }

    private boolean next() throws Exception {
        current.close();
        current = EmptyCursor.EMPTY;
        if (index + 1 >= count) {
            return false;
        }
        current = opener.open(++index);
        return true;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }

    @Override
    public String position() {
        return current.position();
    }
}
