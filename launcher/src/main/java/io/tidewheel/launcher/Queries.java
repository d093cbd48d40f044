package io.tidewheel.launcher;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryLaunch;
import io.tidewheel.streaming.QueryListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The queries of this process. Thread-safe. */
final class Queries {
    private static final List<Query> STARTED = new CopyOnWriteArrayList<>();

    private Queries() {}

    /** Remembers every query that starts from now on, and lets it tell {@code listener}. */
    static void follow(QueryListener listener) {
        QueryLaunch.follow(listener, query -> {
            STARTED.removeIf(known -> known.status().isOver());
            STARTED.add(query);
        });
    }

    static List<Query> running() {
        return STARTED.stream().filter(query -> !query.status().isOver()).toList();
    }

    /** All of them finish what they have begun and end; false if that takes longer. */
    static boolean drain(List<Query> queries, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        queries.forEach(query -> ended(query, Duration.ZERO)); // at the same time
        boolean all = true;
        for (Query query : queries) {
            all &= ended(query, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        return all;
    }

    private static boolean ended(Query query, Duration patience) {
        try {
            return query.drain(patience);
        } catch (TidewheelException failed) {
            return true; // whoever waits for it reports that
        }
    }

    /** All of them end now. */
    static void stopAll() {
        running().forEach(Query::stop);
    }
}
