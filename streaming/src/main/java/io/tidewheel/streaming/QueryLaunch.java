package io.tidewheel.streaming;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * For the launcher: what it wants to know of the queries that the program of this process starts. Not for programs: it
 * changes without notice.
 */
public final class QueryLaunch {
    private static volatile @Nullable QueryLaunch current;

    private final QueryListener listener;
    private final Consumer<? super Query> started;

    private QueryLaunch(QueryListener listener, Consumer<? super Query> started) {
        this.listener = listener;
        this.started = started;
    }

    /**
     * Every query that is started from now on tells {@code listener} what it does.
     *
     * @param started gets each, on the thread that starts it, once it runs
     */
    public static void follow(QueryListener listener, Consumer<? super Query> started) {
        current = new QueryLaunch(listener, started);
    }

    static Query start(Description description) {
        QueryLaunch launch = current;
        if (launch == null) {
            return Query.start(description);
        }
        List<QueryListener> listeners = new ArrayList<>(description.listeners());
        listeners.add(launch.listener);
        Query query = Query.start(description.withListeners(listeners));
        launch.started.accept(query);
        return query;
    }
}
