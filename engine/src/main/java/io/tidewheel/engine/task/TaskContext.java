package io.tidewheel.engine.task;

import io.tidewheel.codec.Codecs;
import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.memory.TaskMemory;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What one task attempt may know and use: who it is, its memory, codecs and disk space, the values of its run, and
 * whether it has been cancelled. Made by a backend for each attempt, used by the thread that runs it; only
 * {@link #cancel} and {@link #isCancelled} may be called from others.
 */
public final class TaskContext {
    /** Runs when a task attempt ends, whether it succeeded (null) or failed. */
    @FunctionalInterface
    public interface Completion {
        void completed(@Nullable Throwable failure) throws Exception;
    }

    private final TaskAttempt attempt;
    private final TaskServices services;
    private final TaskMemory memory;
    private final Parameters parameters;
    private final Map<Long, Object> computed;
    private final Deque<Completion> completions; // task thread only
    private final Map<Long, Object> sideResults; // task thread only
    private final TaskContext whole; // what all views of one attempt share
    private final int partition;
    private boolean hot; // task thread only
    private boolean sharesRows; // task thread only; of the whole
    private String abandonedAt = ""; // task thread only; of the whole
    private volatile @Nullable String cancelled;

    public TaskContext(
            TaskAttempt attempt,
            TaskServices services,
            TaskMemory memory,
            Parameters parameters,
            Map<Long, Object> computed) {
        this.attempt = attempt;
        this.services = services;
        this.memory = memory;
        this.parameters = parameters;
        this.computed = computed;
        this.completions = new ArrayDeque<>();
        this.sideResults = new LinkedHashMap<>();
        this.whole = this;
        this.partition = attempt.partition();
    }

    private TaskContext(TaskContext whole, int partition, boolean hot) {
        this.attempt = whole.attempt;
        this.services = whole.services;
        this.memory = whole.memory;
        this.parameters = whole.parameters;
        this.computed = whole.computed;
        this.completions = whole.completions;
        this.sideResults = whole.sideResults;
        this.whole = whole;
        this.partition = partition;
        this.hot = hot;
    }

    /**
     * The same attempt as a step sees it that works on another partition of its own dataset: below a union or a
     * coalesce one task reads several.
     */
    public TaskContext at(int stepPartition) {
        return stepPartition == partition ? this : new TaskContext(whole, stepPartition, hot);
    }

    public TaskAttempt attempt() {
        return attempt;
    }

    /** Which partition of its dataset a step works on; that of the attempt unless {@link #at} said otherwise. */
    public int partition() {
        return partition;
    }

    public TaskMemory memory() {
        return memory;
    }

    public Codecs codecs() {
        return services.codecs();
    }

    public TaskServices services() {
        return services;
    }

    public Parameters parameters() {
        return parameters;
    }

    /** From about this many rows on, and when nobody knows, code of its own pays for a chain. */
    public static boolean isHot(long estimatedRows) {
        return estimatedRows < 0 || estimatedRows >= 4_000;
    }

    /** True if so many rows are expected that code of their own pays for the sinks; see Specialiser. */
    public boolean hot() {
        return hot;
    }

    public void hot(boolean manyRows) {
        hot = manyRows;
    }

    /** Says that rows may be objects that are stored too: what is handed out is a copy. */
    public void shareRows() {
        whole.sharesRows = true;
    }

    /**
     * What the result of an action holds in place of a row: an object that stays when the task ends, and that nobody else
     * holds. A row is copied if it may be stored too, unless it is known to be immutable, or is of a class that no codec
     * knows; such rows are handed out as they are.
     */
    public @Nullable Object handedOut(@Nullable Object row) {
        return whole.sharesRows ? copied(row) : LentValues.kept(row);
    }

    private @Nullable Object copied(@Nullable Object row) {
        try {
            return codecs().copy(row);
        } catch (TidewheelException e) {
            if (e.kind() != TidewheelException.Kind.CONFIGURATION) {
                throw e;
            }
            whole.sharesRows = false; // the next rows are of that class too
            return LentValues.kept(row);
        }
    }

    /** The value a sub-plan gave before this stage began. */
    public Object computed(long id) {
        Object value = computed.get(id);
        assert value != null : attempt + " needs computed value " + id + " but has " + computed.keySet();
        return value;
    }

    /** Named side results (accumulator updates, counts) of this attempt; they count only if the attempt succeeds. */
    public Map<Long, Object> sideResults() {
        return sideResults;
    }

    /** Registers what to do when the attempt ends; the last registered runs first. */
    public void onCompletion(Completion completion) {
        completions.push(
                Objects.requireNonNull(completion, "onCompletion was given null; it takes what is to be done"));
    }

    /**
     * Runs and forgets the completions: all of them, whatever one throws. Called once, by the backend; later failures are
     * suppressed into the first.
     */
    public void complete(@Nullable Throwable failure) throws Exception {
        Throwable first = null;
        while (!completions.isEmpty()) {
            try {
                completions.pop().completed(failure);
            } catch (Throwable e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (Exception) first;
        }
    }

    /** Closes rows whose reader failed before it could be read and closed itself, and notes where they were. */
    public void abandon(Cursor rows, Throwable failure) {
        if (whole.abandonedAt.isEmpty()) {
            whole.abandonedAt = rows.position();
        }
        try {
            rows.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Where the rows were that were abandoned first; empty if none were, or nobody knows. */
    public String abandonedAt() {
        return abandonedAt;
    }

    public void cancel(String reason) {
        whole.cancelled = reason;
    }

    public boolean isCancelled() {
        return whole.cancelled != null;
    }

    /** Called every few hundred rows by sources and by long loops. */
    public void checkCancelled() {
        String reason = whole.cancelled;
        if (reason != null) {
            throw new CancellationException(attempt + " was cancelled: " + reason);
        }
    }
}
