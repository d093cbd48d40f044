package io.tidewheel.integration.hostile;

import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.event.EngineEvent.TaskFailed;
import io.tidewheel.engine.event.EngineEvent.TaskStarted;
import io.tidewheel.engine.event.EngineEvent.TaskSucceeded;
import io.tidewheel.engine.event.TaskMetrics;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.ExchangeWriter;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.stage.Stage;
import io.tidewheel.engine.stage.StageBody;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.TaskAttempt;
import io.tidewheel.engine.task.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks of one run of a plan. */
final class HostileTasks {
    /** What one attempt does with the rows of its partition. */
    @FunctionalInterface
    private interface Ending {
        @Nullable
        Object run(Cursor rows, TaskContext context) throws Exception;
    }

    private record Finished(@Nullable Object result, Map<Long, Object> sideResults) {}

    private final HostileBackend backend;
    private final HostileRun run;
    private final Map<Long, Object> computed;
    private final Map<Integer, HostileInputs.Written> written;
    private int started;

    HostileTasks(
            HostileBackend backend,
            HostileRun run,
            Map<Long, Object> computed,
            Map<Integer, HostileInputs.Written> written) {
        this.backend = backend;
        this.run = run;
        this.computed = computed;
        this.written = written;
    }

    /** Attempts so far. */
    int started() {
        return started;
    }

    /** Runs the tasks of a stage that writes an exchange. */
    HostileInputs.Written write(Stage stage, Exchange output, List<Integer> order) {
        byte[] exchange = bytes(stage, output);
        Map<Integer, @Nullable Object> blocks = runAll(stage, order, (rows, context) -> {
            Exchange own = JavaBytes.read(Exchange.class, exchange);
            try (ExchangeWriter writer = own.writer(context)) {
                rows.drain(writer);
                return encode(context.partition(), writer.finish());
            }
        });
        List<List<EncodedOutput>> byReducer = new ArrayList<>();
        for (int i = 0; i < output.partitions(); i++) {
            byReducer.add(new ArrayList<>());
        }
        for (Object mapOutput : new TreeMap<>(blocks).values()) { // readers get them in the order of map partitions
            Map<?, ?> outputs = (Map<?, ?>) mapOutput;
            outputs.forEach((reducer, block) -> byReducer.get((Integer) reducer).add((EncodedOutput) block));
        }
        return new HostileInputs.Written(output.format(), byReducer);
    }

    /** Runs the tasks of the last stage. */
    Map<Integer, @Nullable Object> act(Stage stage, Action<?> action, List<Integer> order) {
        byte[] bytes = bytes(stage, action);
        return runAll(stage, order, (rows, context) -> JavaBytes.read(Action.class, bytes)
                .run(rows, context));
    }

    /** The results by partition, whatever the order. */
    private Map<Integer, @Nullable Object> runAll(Stage stage, List<Integer> order, Ending ending) {
        byte[] body = bytes(stage, stage.body());
        Map<Integer, @Nullable Object> results = new HashMap<>();
        for (int partition : order) {
            Finished finished = runWithRetries(stage, partition, body, ending);
            results.put(partition, finished.result);
            finished.sideResults.forEach((id, partial) -> merge(stage, id, partial));
        }
        return results;
    }

    /** Tries until an attempt succeeds, then runs one more and keeps either. */
    private Finished runWithRetries(Stage stage, int partition, byte[] body, Ending ending) {
        for (int number = 0; ; number++) {
            TaskAttempt attempt = new TaskAttempt(run.job(), stage.id(), partition, number);
            Failed failed;
            try {
                Finished first = attempt(attempt, body, ending);
                if (!backend.repeatsTasks()) {
                    return first;
                }
                return repeat(new TaskAttempt(run.job(), stage.id(), partition, number + 1), first, body, ending);
            } catch (Failed e) {
                failed = e;
            }
            run.throwIfCancelled();
            Throwable cause = failed.why();
            boolean retry = number + 1 < backend.maxAttempts();
            backend.events().post(new TaskFailed(attempt, cause.toString(), retry));
            if (!retry) {
                throw run.failed(attempt, failed.position, cause);
            }
        }
    }

    /** A job that has its result does not care how a copy of the task fared. */
    private Finished repeat(TaskAttempt attempt, Finished first, byte[] body, Ending ending) {
        boolean keepsFirst = backend.random().nextBoolean();
        try {
            Finished second = attempt(attempt, body, ending);
            return keepsFirst ? first : second;
        } catch (Failed e) {
            run.throwIfCancelled();
            return first;
        }
    }

    private Finished attempt(TaskAttempt attempt, byte[] body, Ending ending) throws Failed {
        TaskContext context = new TaskContext(
                attempt,
                backend,
                new GrudgingMemory(backend.random()),
                run.options().parameters(),
                computed);
        started++;
        backend.events().post(new TaskStarted(attempt, false));
        run.begin(context);
        CurrentTask.set(context);
        Position position = new Position();
        Object result;
        try {
            result = compute(context, body, ending, position);
        } catch (Throwable e) {
            throw new Failed(position.text, completed(context, e));
        } finally {
            run.end();
            CurrentTask.clear();
        }
        Throwable late = completed(context, null);
        if (late != null) {
            throw new Failed("", late);
        }
        backend.events().post(new TaskSucceeded(attempt, new TaskMetrics(0, 0, 0)));
        return new Finished(result, context.sideResults());
    }

    private @Nullable Object compute(TaskContext context, byte[] body, Ending ending, Position position)
            throws Exception {
        HostileInputs inputs =
                new HostileInputs(written, backend.store(), context.parameters(), context.codecs(), backend.random());
        StageBody own = JavaBytes.read(StageBody.class, body);
        try (Cursor rows = own.open(context.partition(), context, inputs)) {
            try {
                return ending.run(rows, context);
            } catch (Throwable e) {
                position.text = rows.position();
                throw e;
            }
        }
    }

    /** Runs the callbacks of an attempt; gives what it failed with, or they. */
    private static @Nullable Throwable completed(TaskContext context, @Nullable Throwable failure) {
        try {
            context.complete(failure);
        } catch (Exception e) {
            if (failure == null) {
                return e;
            }
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static Map<Integer, EncodedOutput> encode(int mapPartition, List<@Nullable Block> blocks)
            throws IOException {
        Map<Integer, EncodedOutput> outputs = new TreeMap<>();
        for (int reducer = 0; reducer < blocks.size(); reducer++) {
            Block block = blocks.get(reducer);
            if (block != null) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                block.encode(bytes);
                block.discard();
                outputs.put(reducer, new EncodedOutput(mapPartition, block.rows(), bytes.toByteArray()));
            }
        }
        return outputs;
    }

    private void merge(Stage stage, long id, Object partial) {
        try {
            backend.sideResults().merge(id, partial);
        } catch (Exception e) {
            throw run.failed(stage, "merging side result " + id, e);
        }
    }

    private byte[] bytes(Stage stage, Object value) {
        try {
            return JavaBytes.of(value);
        } catch (IOException e) {
            throw run.failed(stage, "which does not serialise: " + value, e);
        }
    }

    private static final class Position {
        private String text = "";
    }

    /** An attempt failed: where in its input, and with what. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        private final String position;

        Failed(String position, @Nullable Throwable why) {
            super(why);
            this.position = position;
        }

        Throwable why() {
            return Objects.requireNonNull(getCause());
        }
    }
}
