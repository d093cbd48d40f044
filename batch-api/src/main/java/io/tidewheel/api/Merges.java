package io.tidewheel.api;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Partitions' results that the driver is merging, by functions of the user, after their job is over: cancelled as jobs
 * are. Thread-safe.
 */
final class Merges {
    private final Set<Merge> running = ConcurrentHashMap.newKeySet();

    Merge begin(String operation, String group) {
        Merge merge = new Merge(operation, group);
        running.add(merge);
        return merge;
    }

    /** @param groups which groups' merges end */
    void cancel(Predicate<String> groups, String reason) {
        running.stream().filter(merge -> groups.test(merge.group)).forEach(merge -> merge.cancelled = reason);
    }

    /** What one action merges, on the thread that called it. */
    final class Merge implements AutoCloseable {
        private final String operation;
        private final String group;
        private volatile @Nullable String cancelled; // why

        private Merge(String operation, String group) {
            this.operation = operation;
            this.group = group;
        }

        /** Called before each part is merged. */
        void check() {
            String reason = Thread.currentThread().isInterrupted() ? "the calling thread was interrupted" : cancelled;
            if (reason != null) {
                throw cancelled(reason, null);
            }
        }

        /** What the caller is told of a function that failed. An interrupt is no failure, and its flag is kept. */
        TidewheelException failed(String function, Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return cancelled("the calling thread was interrupted", e);
            }
            return new TidewheelException(
                    Kind.USER_FUNCTION,
                    function + " failed on the driver, merging partitions' results: " + e
                            + "; correct it, or let it accept what partitions give, nulls too",
                    e);
        }

        private TidewheelException cancelled(String reason, @Nullable Exception cause) {
            String message = operation + " was cancelled while the driver merged partitions' results: " + reason;
            return cause == null
                    ? new TidewheelException(Kind.CANCELLED, message)
                    : new TidewheelException(Kind.CANCELLED, message, cause);
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }
}
