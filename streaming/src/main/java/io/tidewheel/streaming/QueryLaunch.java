package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointReport;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * For the launcher: what it wants to know of the queries that the program of this process starts. Not for programs: it
 * changes without notice.
 */
public final class QueryLaunch {
    private static volatile Starter starter = Query::start;

    private QueryLaunch() {}

    /** Starts a query. */
    @FunctionalInterface
    private interface Starter {
        Query start(Description description);
    }

    /**
     * What the start of a query would find in a checkpoint.
     *
     * @param report what becomes of the states; empty if the checkpoint is that of another query
     * @param refusal why it would not start; null if it would
     */
    public record Found(
            String query, String report, @Nullable TidewheelException refusal) {}

    /**
     * Every query that is started from now on tells {@code listener} what it does.
     *
     * @param started gets each, on the thread that starts it, once it runs
     */
    public static void follow(QueryListener listener, Consumer<? super Query> started) {
        starter = description -> {
            List<QueryListener> listeners = new ArrayList<>(description.listeners());
            listeners.add(listener);
            Query query = Query.start(description.withListeners(listeners));
            started.accept(query);
            return query;
        };
    }

    /**
     * No query runs from now on: each is compared with the checkpoint in a directory, which is not claimed, and ends where
     * it would begin.
     */
    public static void compareWith(String directory, Consumer<? super Found> found) {
        starter = description -> {
            found.accept(compare(description, directory));
            return Query.notStarted(description);
        };
    }

    private static Found compare(Description query, String directory) {
        try {
            CheckpointReport checkpoint = Checkpoint.verify(
                    SessionAccess.to(query.session()).storages().of(directory), directory);
            String name = checkpoint.history().started().map(Started::queryName).orElse(query.query());
            if (!name.equals(query.query())) {
                return new Found(query.query(), "", null);
            }
            StartReport report = Recovery.report(query, checkpoint.history());
            return new Found(query.query(), report.toString(), refusal(query, report));
        } catch (TidewheelException e) {
            return new Found(query.query(), "", e);
        } catch (Exception e) {
            throw new TidewheelException(Kind.RESOURCE, "checkpoint " + directory + " cannot be read: " + e, e);
        }
    }

    private static @Nullable TidewheelException refusal(Description query, StartReport report) {
        try {
            report.check(query);
            return null;
        } catch (TidewheelException e) {
            return e;
        }
    }

    static Query start(Description description) {
        return starter.start(description);
    }
}
