package io.tidewheel.streaming;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, and is not harmed by them. Used by the query's thread. */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final Description query;
    private String id = "";
    private String runId = "";

    Listeners(Description query) {
        this.query = query;
    }

    void started(String queryId, String queryRunId) {
        id = queryId;
        runId = queryRunId;
        tell(listener -> listener.started(query.query(), queryId, queryRunId));
    }

    void progressed(QueryProgress progress) {
        tell(listener -> listener.progressed(progress));
    }

    void ended(@Nullable Throwable failure) {
        tell(listener -> listener.ended(query.query(), id, runId, failure));
    }

    private void tell(Consumer<QueryListener> what) {
        for (QueryListener listener : query.listeners()) {
            try {
                what.accept(listener);
            } catch (Throwable e) { // an Error too: what a listener does wrong is not the query's
                log.warn("query '{}': its listener {} threw, and is told on", query.query(), listener, e);
            }
        }
    }
}
