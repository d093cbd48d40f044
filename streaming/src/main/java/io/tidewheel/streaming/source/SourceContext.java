package io.tidewheel.streaming.source;

import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;

/**
 * What a source may use of the query it is opened for.
 *
 * @param query the query's name
 * @param source the name of the source in it
 * @param clock where it asks for the time
 * @param parallelism how many tasks read at once
 * @param state what the source remembers in the checkpoint
 * @param wake tells the query that there may be something to plan; may be called by any thread at any time
 */
public record SourceContext(
        String query,
        String source,
        Storages storages,
        Clock clock,
        int parallelism,
        SourceState state,
        Runnable wake) {}
