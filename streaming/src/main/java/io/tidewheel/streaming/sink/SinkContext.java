package io.tidewheel.streaming.sink;

import io.tidewheel.codec.Codecs;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.util.Set;

/**
 * What a sink may use of the query it is opened for.
 *
 * @param query the query's name
 * @param queryId unique to this query's checkpoint, the same in every run; of this run where there is no checkpoint
 * @param epoch of this run, larger than in every run before: goes into the names of files and into transactions
 * @param sink the name of the sink in it
 * @param kinds the changes that may come
 * @param keyed rows are pairs of a key with a value
 * @param codecs of the session
 */
public record SinkContext(
        String query,
        String queryId,
        long epoch,
        String sink,
        Set<ChangeKind> kinds,
        boolean keyed,
        Storages storages,
        Codecs codecs,
        Clock clock) {}
