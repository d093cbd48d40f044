package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the values of a batch travel in the parameters of engine runs. */
public final class BatchParameters {
    private static final String BATCH = "batch";
    private static final String INPUT = "input ";
    private static final String FINISHED = "finished ";
    private static final String FINISHED_AFTER = "finished after ";

    /** No row has moved it yet. */
    public static final long NO_WATERMARK = Long.MIN_VALUE;

    private static final String INITIAL_STATE = "initial state ";
    private static final String PANES = "panes ";
    private static final String MOVES = "moves ";

    private BatchParameters() {}

    /**
     * What every task of a batch may know.
     *
     * @param run the run of the query, as {@link RunResources} knows it
     * @param epoch of the run
     * @param previousTimeMillis the time of the batch before; of the first, the zero time of the grid, or Long.MIN_VALUE
     * @param grid of batch times; null if the query has no interval
     */
    public record BatchScope(
            String run,
            long epoch,
            long batchId,
            long batchTimeMillis,
            long previousTimeMillis,
            @Nullable Grid grid) implements Serializable {}

    /**
     * @param number differs between all attempts at all batches of a session
     * @param inputs by the name of the source
     * @param finished by the name of a step that judges rows by their windows: where these are over when the batch begins
     * @param initialStates of the steps whose first batch it is and which do not begin with nothing, by their names
     */
    public static Parameters of(
            long number,
            BatchScope batch,
            Map<String, BatchInput<?>> inputs,
            Map<String, Long> finished,
            Map<String, InitialState> initialStates) {
        Map<String, Object> values = new HashMap<>();
        values.put(BATCH, batch);
        inputs.forEach((source, input) -> values.put(INPUT + source, input));
        finished.forEach((name, millis) -> values.put(FINISHED + name, millis));
        initialStates.forEach((operator, state) -> values.put(INITIAL_STATE + operator, state));
        return new Parameters(number, values);
    }

    /** The same batch, now that a step's rows are known, and with them where its windows are over after it. */
    public static Parameters withFinishedAfter(Parameters batch, String name, long millis) {
        Map<String, Object> values = new HashMap<>(batch.values());
        values.put(FINISHED_AFTER + name, millis);
        return new Parameters(batch.run(), values);
    }

    /** Windows of a step that end there, or before, were given before the batch. */
    static long finished(TaskContext context, String name) {
        return (Long) required(context.parameters(), FINISHED + name);
    }

    /** Windows of a step that end there, or before, are given once the batch is over. */
    static long finishedAfter(TaskContext context, String name) {
        return (Long) required(context.parameters(), FINISHED_AFTER + name);
    }

    /**
     * The same run, which also reads what earlier ones have stored.
     *
     * @param panes by the name of their window
     * @param moves by the name of their operator
     */
    public static Parameters with(Parameters run, Map<String, StoredRuns> panes, Map<String, List<WindowMove>> moves) {
        Map<String, Object> values = new HashMap<>(run.values());
        panes.forEach((window, stored) -> values.put(PANES + window, stored));
        moves.forEach((operator, made) -> values.put(MOVES + operator, List.copyOf(made)));
        return new Parameters(run.run(), values);
    }

    static StoredRuns panes(TaskContext context, String window) {
        return (StoredRuns) required(context.parameters(), PANES + window);
    }

    @SuppressWarnings("unchecked") // nothing else is put under such a name
    static List<WindowMove> moves(TaskContext context, String operator) {
        return (List<WindowMove>) required(context.parameters(), MOVES + operator);
    }

    /** What time it is in a run, in milliseconds since the epoch. */
    public static long timeMillis(Parameters run) {
        return ((BatchScope) required(run, BATCH)).batchTimeMillis();
    }

    static BatchScope batch(TaskContext context) {
        return (BatchScope) required(context.parameters(), BATCH);
    }

    /** The batch that a task works on; null if it belongs to none. */
    public static @Nullable BatchScope batchOf(TaskContext context) {
        return (BatchScope) context.parameters().get(BATCH);
    }

    @SuppressWarnings("unchecked") // a source's input is made of its own format
    static <T> BatchInput<T> input(TaskContext context, String source) {
        return (BatchInput<T>) required(context.parameters(), INPUT + source);
    }

    /** What a task's part of a state begins with, in the first batch of its step; nothing in all others. */
    static StateChanges initialState(TaskContext context, String operator) {
        InitialState initial = (InitialState) context.parameters().get(INITIAL_STATE + operator);
        return initial == null
                ? StateChanges.NONE
                : StateChanges.of(initial.parts().get(context.partition()), initial.keys());
    }

    static TidewheelException outside(String why) {
        return new TidewheelException(
                Kind.USER_FUNCTION,
                "a dataset of a stream was used outside of its batch (" + why
                        + "); use it inside of forEachBatch, on the thread that was given it");
    }

    private static Object required(Parameters parameters, String name) {
        Object value = parameters.get(name);
        if (value == null) {
            throw outside("there is no " + name + " here");
        }
        return value;
    }
}
