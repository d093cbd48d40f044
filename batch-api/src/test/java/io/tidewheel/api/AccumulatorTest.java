package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
    private final AccumulatorRegistry registry = new AccumulatorRegistry("test");

    private void merge(TaskContext succeeded) throws Exception {
        for (var side : succeeded.sideResults().entrySet()) {
            registry.merge(side.getKey(), side.getValue());
        }
    }

    @SuppressWarnings("unchecked") // the same class
    private static <T> T sent(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(object);
        return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test
    void when_attemptsFail_then_onlyTheSuccessfulOneCounts() throws Exception {
        LongAccumulator rows = new LongAccumulator(registry, "rows");
        TaskContext failed = Tasks.context(0, 0, false);
        TaskContext retried = Tasks.context(0, 1, false);
        Tasks.run(failed, () -> rows.add(1000));
        Tasks.run(retried, () -> {
            rows.add(3);
            rows.add(4);
        });

        assertThat(rows.value()).isZero();
        merge(retried);
        assertThat(rows.value()).isEqualTo(7);
        rows.add(1);
        assertThat(rows.value()).isEqualTo(8);
        rows.reset();
        assertThat(rows.value()).isZero();
    }

    @Test
    void when_sentToAnotherMachine_then_updatesComeBackAndTheTotalStays() throws Exception {
        LongAccumulator rows = new LongAccumulator(registry, "rows");
        DoubleAccumulator bytes = new DoubleAccumulator(registry, "bytes");
        CollectionAccumulator<String> bad = new CollectionAccumulator<>(registry, "bad");
        Accumulator<Integer, Integer> largest = new Accumulator<>(registry, "largest", Aggregators.<Integer>max());
        rows.add(5);
        for (int partition = 0; partition < 3; partition++) {
            LongAccumulator rowsThere = sent(rows);
            DoubleAccumulator bytesThere = sent(bytes);
            CollectionAccumulator<String> badThere = sent(bad);
            Accumulator<Integer, Integer> largestThere = sent(largest);
            TaskContext context = Tasks.context(partition, 0, true);
            Tasks.run(context, () -> {
                rowsThere.add(1);
                bytesThere.add(context.partition() == 0 ? 1e300 : context.partition() == 1 ? 1 : -1e300);
                badThere.add("line " + context.partition());
                badThere.add("again");
                largestThere.add(7 * context.partition() % 9);
            });
            merge(context);
        }

        assertThat(rows.value()).isEqualTo(8);
        assertThat(bytes.value()).isEqualTo(1);
        assertThat(bad.value()).containsExactly("line 0", "again", "line 1", "again", "line 2", "again");
        assertThat(largest.value()).isEqualTo(7);
    }

    @Test
    void when_usedInTheWrongPlace_then_theErrorSaysWhere() throws Exception {
        LongAccumulator rows = new LongAccumulator(registry, "rows");
        LongAccumulator there = sent(rows);

        assertThatThrownBy(() -> Tasks.run(Tasks.context(2, 0, false), rows::value))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContaining("accumulator 'rows' was read inside a function")
                .hasMessageContaining("part 2");
        assertThatThrownBy(() -> Tasks.run(Tasks.context(2, 0, false), rows::reset))
                .hasMessageContaining("was reset");
        assertThatThrownBy(() -> there.add(1)).hasMessageContaining("by a thread that runs no task");
        assertThatThrownBy(there::value).hasMessageContaining("on the driver, after the job");
    }

    @Test
    void when_theResultCannotBeMade_then_theErrorNamesTheAccumulator() {
        Aggregator<Integer, Integer, Integer> failing = Aggregator.of(() -> 0, Integer::sum, Integer::sum, sum -> {
            throw new IOException("no result of " + sum);
        });
        Accumulator<Integer, Integer> total = new Accumulator<>(registry, "total", failing);
        total.add(1);

        assertThatThrownBy(total::value)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContaining("accumulator 'total'")
                .hasMessageContaining("no result of 1")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void when_idIsUnknown_then_ignored() throws Exception {
        registry.merge(77, new long[] {1, 0});
        assertThat(new LongAccumulator(registry, "x").value()).isZero();
    }

    @Test
    void when_inATask_then_theContextTellsOfIt() throws Exception {
        TaskContext engine = Tasks.context(4, 1, false);
        StringBuilder ended = new StringBuilder();
        Tasks.run(engine, () -> {
            io.tidewheel.api.TaskContext task = io.tidewheel.api.TaskContext.current();
            assertThat(task.partition()).isEqualTo(4);
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(task.stage()).isEqualTo("stage 3");
            assertThat(task.isCancelled()).isFalse();
            engine.cancel("because");
            assertThat(task.isCancelled()).isTrue();
            task.onCompletion(failure -> ended.append("first ").append(failure));
            task.onCompletion(failure -> ended.append("second "));
        });
        engine.complete(null);

        assertThat(ended).hasToString("second first null");
        assertThat(io.tidewheel.api.TaskContext.isInTask()).isFalse();
        assertThatThrownBy(io.tidewheel.api.TaskContext::current)
                .hasMessageContaining("thread '" + Thread.currentThread().getName() + "', which runs no task");
    }

    @Test
    void when_aBroadcastIsSent_then_onlyItsIdIs() throws Exception {
        int[] value = new int[100_000];
        Broadcast<int[]> broadcast = new Broadcast<>(value);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(broadcast);
        Broadcast<int[]> there = sent(broadcast);
        Broadcast<int[]> strict = sent(broadcast);

        assertThat(bytes.size()).isLessThan(300);
        Tasks.run(Tasks.context(0, 0, false), () -> assertThat(there.value()).isSameAs(value));
        Tasks.run(Tasks.context(0, 0, true), () -> {
            assertThat(strict.value()).isNotSameAs(value).isEqualTo(value);
            assertThat(strict.value()).isSameAs(strict.value());
        });
        assertThat(broadcast.value()).isSameAs(value);
    }

    @Test
    void when_aBroadcastIsClosed_then_valueIsAnError() throws Exception {
        Broadcast<String> broadcast = new Broadcast<>("value");
        Broadcast<String> there = sent(broadcast);
        broadcast.close();
        broadcast.close();

        assertThatThrownBy(broadcast::value)
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(there::value).hasMessageContaining("close it after the last job");
    }
}
