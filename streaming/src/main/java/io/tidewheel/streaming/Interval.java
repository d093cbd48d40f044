package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.Grid;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The interval of a query, which it keeps for ever.
 *
 * @param givesAlways a batch begins in every interval, also without input
 */
record Interval(Duration length, boolean givesAlways) {
    private static final String SETTING = "interval";

    Grid grid(long startedMillis) {
        return Grid.startedAt(length.toMillis(), startedMillis);
    }

    /** The settings of the journal, with that which says it, as {@code PT1S}. */
    static Map<String, String> settings(Description query, Map<String, String> others) {
        Map<String, String> settings = new TreeMap<>(others);
        Interval now = query.interval();
        if (now != null) {
            settings.put(SETTING, now.length.toString());
        }
        return settings;
    }

    /** @throws TidewheelException (CHECKPOINT) if the query was started with another interval before */
    static void check(Description query, Started before) {
        String known = before.settings().get(SETTING);
        Interval now = query.interval();
        if (known != null && now != null && !known.equals(now.length.toString())) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "checkpoint " + query.checkpoint() + " is that of query '" + query.query()
                            + "' with an interval of " + known + ", but it has " + now.length
                            + " now, with which its windows and its state would mean something else; call interval(..)"
                            + " with " + known + ", or start in another directory");
        }
    }

    /** The trigger that it makes of the one that was asked for. */
    static Trigger trigger(@Nullable Duration interval, Trigger asked) {
        if (interval == null || asked.ends()) {
            return asked;
        }
        if (!asked.agreesWith(interval)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the query has an interval of " + interval + ", which says when batches begin, and a trigger "
                            + asked + "; leave the trigger out, or make them the same");
        }
        return Trigger.every(interval);
    }
}
