package io.tidewheel.engine.event;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to listeners in order. {@link #post} may be called under a lock; {@link #deliver} must not. Without
 * listeners nothing is kept. Thread-safe.
 */
public final class EventBus {
    private static final Logger log = LoggerFactory.getLogger(EventBus.class);

    private final List<EngineListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<EngineEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger delivering = new AtomicInteger(); // > 0: a thread is in the loop of deliver()

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

    public void post(EngineEvent event) {
        if (isHeard()) {
            waiting.add(event);
        }
    }

    /** Delivers what has been posted; if another thread is at it, that one does this thread's part too. */
    public void deliver() {
        if (waiting.isEmpty() || delivering.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (EngineEvent event = waiting.poll(); event != null; event = waiting.poll()) {
                for (EngineListener listener : listeners) {
                    tell(listener, event);
                }
            }
            seen = delivering.addAndGet(-seen);
        } while (seen != 0);
    }

    private static void tell(EngineListener listener, EngineEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            log.warn("listener {} failed on {}; it is told further events", listener, event, e);
        }
    }
}
