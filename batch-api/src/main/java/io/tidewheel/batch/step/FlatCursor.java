package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A flatMap that is pulled: takes one row from above, gives its elements one by one, resumes between them. */
abstract class FlatCursor extends Sink implements Cursor {
    private static final int ROWS_PER_LOOK = 256;

    private final Cursor up;
    private final TaskContext context;
    private int given;
    private Iterator<?> elements = Collections.emptyIterator();

    FlatCursor(Cursor up, TaskContext context) {
        this.up = up;
        this.context = context;
    }

    /** Called by {@link #accept} of the subclass with what one row gave. */
    final void give(Iterator<?> found) {
        elements = found;
    }

    /** Hands one element on; a subclass that knows the key of the row adds it. */
    void push(@Nullable Object element, Sink sink) throws Exception {
        sink.accept(element);
    }

    /** The elements of one row are used up. */
    void used() {}

    @Override
    public final boolean advance(Sink sink) throws Exception {
        while (!elements.hasNext()) {
            used();
            if (!up.advance(this)) {
                return false;
            }
        }
        if (++given % ROWS_PER_LOOK == 0) { // one row may give elements without end
            context.checkCancelled();
        }
        push(elements.next(), sink);
        return true;
    }

    @Override
    public final void drain(Sink sink) throws Exception {
        while (!sink.done() && advance(sink)) {
            // each advance pushes one
        }
    }

    @Override
    public final void close() throws IOException {
        used();
        up.close();
    }

    @Override
    public final String position() {
        return up.position();
    }
}
