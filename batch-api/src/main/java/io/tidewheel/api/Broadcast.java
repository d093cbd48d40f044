package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.USER_FUNCTION;

import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.error.TidewheelException;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A value that tasks read: handed to each machine once, however many functions capture it. It must not be changed by
 * anybody. Thread-safe.
 */
public final class Broadcast<T> implements Serializable, AutoCloseable {
    /*
     * Functions may be serialised; a broadcast in them is written as its id alone and finds the one it was made from
     * when asked for its value. Weakly held: the plan on the driver holds the original while its tasks run.
     */
    private static final Map<UUID, Entry> ORIGINALS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Broadcast<?>> FORGOTTEN = new ReferenceQueue<>();
    private static final long serialVersionUID = 1L;

    private static final class Entry extends WeakReference<Broadcast<?>> {
        private final UUID id;

        Entry(UUID id, Broadcast<?> broadcast) {
            super(broadcast, FORGOTTEN);
            this.id = id;
        }
    }

    private record Held<T>(T value) {}

    private final UUID id;
    private transient volatile @Nullable Held<T> held;

    Broadcast(T value) {
        this.id = UUID.randomUUID();
        this.held = new Held<>(Objects.requireNonNull(value, "a broadcast value must not be null"));
        Reference<?> gone;
        while ((gone = FORGOTTEN.poll()) != null) {
            ORIGINALS.remove(((Entry) gone).id);
        }
        ORIGINALS.put(id, new Entry(id, this));
    }

    /**
     * The value; in strict mode, a copy for each task.
     *
     * @throws TidewheelException (USER_FUNCTION) after {@link #close}
     */
    public T value() {
        Held<T> known = held;
        if (known == null) {
            known = new Held<>(found());
            held = known;
        }
        return known.value;
    }

    @SuppressWarnings("unchecked") // ids are of one broadcast each
    private T found() {
        Entry entry = ORIGINALS.get(id);
        Broadcast<?> original = entry == null ? null : entry.get();
        Held<?> known = original == null ? null : original.held;
        if (known == null) {
            throw new TidewheelException(
                    USER_FUNCTION,
                    "a broadcast was used after it, or its session, was closed; close it after the last job");
        }
        T value = (T) known.value;
        io.tidewheel.engine.task.TaskContext task = CurrentTask.get();
        return task != null && task.services().strict() ? task.codecs().copy(value) : value;
    }

    /** Lets go of the value: tasks that ask for it from now on fail. Twice does nothing. */
    @Override
    public void close() {
        ORIGINALS.remove(id);
        held = null;
    }

    @Override
    public String toString() {
        return "broadcast " + id;
    }
}
