package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointReport;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
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
     * @param report what becomes of its sources, its states and a batch that is open, in lines; empty if the checkpoint is
     *     that of another query, or cannot be read
     * @param refusal why it cannot go on from there; null if it can
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
        CheckpointReport checkpoint;
        try {
            checkpoint = Checkpoint.verify(
                    SessionAccess.to(query.session()).storages().of(directory), directory);
        } catch (TidewheelException e) {
            if (e.kind() != Kind.CHECKPOINT) {
                throw e;
            }
            return new Found(query.query(), "", e);
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE, "checkpoint " + directory + " cannot be read: " + e + "; try it again", e);
        }
        History history = checkpoint.history();
        String name = history.started().map(Started::queryName).orElse(query.query());
        return name.equals(query.query()) ? compare(query, history) : new Found(query.query(), "", null);
    }

    private static Found compare(Description query, History history) {
        StringBuilder lines = new StringBuilder();
        try {
            StartReport report = Recovery.report(query, history);
            lines.append("sources: ").append(report.sources());
            lines.append("\nstate: ").append(report.states());
            report.check(query);
            String open = history.open()
                    .map(batch -> OpenBatch.of(query, batch).toString())
                    .orElse("none");
            lines.append("\nopen batch: ").append(open);
            return new Found(query.query(), lines.toString(), null);
        } catch (TidewheelException e) {
            return new Found(query.query(), lines.toString(), e);
        } catch (Exception e) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "query '" + query.query()
                            + "' cannot be compared with a checkpoint, because a function of it failed: " + e,
                    e);
        }
    }

    static Query start(Description description) {
        return starter.start(description);
    }
}
