package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Where tasks find what their rows come from, if it is in this process; what nobody else holds goes. Thread-safe. */
final class SourcesHere {
    private static final Map<Long, WeakReference<Object>> SOURCES = new ConcurrentHashMap<>();
    private static final AtomicLong IDS = new AtomicLong();

    private SourcesHere() {}

    /** The number by which tasks ask for it. */
    static long put(Object source) {
        SOURCES.values().removeIf(reference -> reference.get() == null);
        long id = IDS.incrementAndGet();
        SOURCES.put(id, new WeakReference<>(source));
        return id;
    }

    /** @param what is told if it is not here: "memory source" */
    static Object get(long id, String what) {
        WeakReference<Object> reference = SOURCES.get(id);
        Object source = reference == null ? null : reference.get();
        if (source == null) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    what + " " + id + " is not in this process; keep a reference to it while its query runs, and use it"
                            + " with a local master");
        }
        return source;
    }
}
