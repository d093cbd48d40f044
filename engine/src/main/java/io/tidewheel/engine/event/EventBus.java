package io.tidewheel.engine.event;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to listeners in order, one at a time. {@link #post} may be called under a lock; {@link #deliver} and
 * {@link #await} must not. Without listeners nothing is kept. Thread-safe.
 */
public final class EventBus {
    private static final Logger log = LoggerFactory.getLogger(EventBus.class);

    private final List<EngineListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<EngineEvent> waiting = new ArrayDeque<>(); // guarded by this
    private @Nullable Thread teller; // calls the listeners; guarded by this
    private volatile long posted; // the number of the last event; written under this
    private volatile long heard; // listeners are through with the events up to this number; written under this

    public void add(EngineListener listener) {
        listeners.add(listener);
    }

    public void remove(EngineListener listener) {
        listeners.remove(listener);
    }

    /** False if posting would be for nobody: callers need not make the event. */
    public boolean isHeard() {
        return !listeners.isEmpty();
    }

    /** The event's number, for {@link #await}; 0 if nobody listens. */
    public long post(EngineEvent event) {
        if (!isHeard()) {
            return 0;
        }
        synchronized (this) {
            waiting.add(event);
            return ++posted;
        }
    }

    /** Delivers what has been posted; if another thread is at it, that one does this thread's part too. */
    public void deliver() {
        if (heard == posted || !begin()) {
            return;
        }
        try {
            for (EngineEvent event = next(); event != null; event = next()) {
                try {
                    for (EngineListener listener : listeners) {
                        tell(listener, event);
                    }
                } finally {
                    through();
                }
            }
        } finally {
            end();
        }
    }

    /**
     * Returns once listeners have heard the event of this number and those before it, whichever thread tells them. Does
     * not wait on the thread that is telling, for it would wait for itself, nor on an interrupted one.
     *
     * @param number what {@link #post} returned
     */
    public void await(long number) {
        while (heard < number) {
            deliver();
            synchronized (this) {
                if (teller == Thread.currentThread()) {
                    return;
                }
                try {
                    while (heard < number && teller != null) {
                        wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private synchronized boolean begin() {
        if (teller != null) {
            return false;
        }
        teller = Thread.currentThread();
        return true;
    }

    /** Null if there is none: then this thread tells no more, and who posts another finds that out. */
    private synchronized @Nullable EngineEvent next() {
        EngineEvent event = waiting.poll();
        if (event == null) {
            teller = null;
        }
        return event;
    }

    private synchronized void through() {
        heard++;
        notifyAll();
    }

    private synchronized void end() {
        if (teller == Thread.currentThread()) {
            teller = null;
            notifyAll();
        }
    }

    /** Whatever a listener throws, a failing assert too, is its own affair: jobs go on. */
    private static void tell(EngineListener listener, EngineEvent event) {
        try {
            listener.on(event);
        } catch (Throwable e) {
            log.warn("listener {} failed on {}; it is told further events", listener, event, e);
        }
    }
}
