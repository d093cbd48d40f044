package io.tidewheel.streaming;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.state.StateFunction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link KeyedDStream#mapWithState} does with each key, and for how long. Immutable.
 *
 * <pre>{@code
 * clicks.mapWithState(StateSpec
 *         .function((String user, Click click, KeyState<Visit> visit) -> ...)
 *         .timeout(Duration.ofMinutes(30)))
 *     .named("visits")
 * }</pre>
 */
public final class StateSpec<K, V, S, R> {
    private final StateFunction<? super K, ? super V, S, ? extends R> function;
    private final long timeoutMillis;
    private final @Nullable Class<?> type;
    private final @Nullable KeyedDataset<? super K, S> initial;

    private StateSpec(
            StateFunction<? super K, ? super V, S, ? extends R> function,
            long timeoutMillis,
            @Nullable Class<?> type,
            @Nullable KeyedDataset<? super K, S> initial) {
        this.function = function;
        this.timeoutMillis = timeoutMillis;
        this.type = type;
        this.initial = initial;
    }

    /** A state that is kept until the function removes it. */
    public static <K, V, S, R> StateSpec<K, V, S, R> function(StateFunction<K, V, S, R> function) {
        Given.function("StateSpec.function", function);
        return new StateSpec<>(function, 0, null, null);
    }

    /**
     * Ends a key's state when no value has come for so long, by the time of batches: the function is called once more,
     * with {@code isTimingOut}. A batch begins for it if none does anyway.
     *
     * @param idle at least a millisecond
     */
    public StateSpec<K, V, S, R> timeout(Duration idle) {
        Given.argument("timeout", "idle", idle);
        if (idle.toMillis() < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "a timeout of " + idle + " is too short: it must be at least 1 ms; leave it out to keep the state"
                            + " until the function removes it");
        }
        return new StateSpec<>(function, idle.toMillis(), type, initial);
    }

    /** Says what the state is, so that a start can tell whether it still reads what an older program has kept. */
    public StateSpec<K, V, S, R> stateType(Class<? super S> type) {
        Given.argument("stateType", "type", type);
        return new StateSpec<>(function, timeoutMillis, type, initial);
    }

    /**
     * What is kept of some keys before anything has come, as when a job goes on from what another one has found. It is
     * read once, with the first batch, becomes part of what that one changes, and times out from then on; a start that
     * finds state of this step does not look at it. Of several states of one key the last counts.
     */
    public StateSpec<K, V, S, R> initialState(KeyedDataset<? super K, S> states) {
        Given.argument("initialState", "states", states);
        return new StateSpec<>(function, timeoutMillis, type, states);
    }

    StateFunction<? super K, ? super V, S, ? extends R> function() {
        return function;
    }

    /** 0 for none. */
    long timeoutMillis() {
        return timeoutMillis;
    }

    /** Null for nothing. */
    @Nullable
    KeyedDataset<? super K, S> initialState() {
        return initial;
    }

    StateSchema schema() {
        return type == null ? StateSchema.UNKNOWN : StateSchema.of(type);
    }
}
