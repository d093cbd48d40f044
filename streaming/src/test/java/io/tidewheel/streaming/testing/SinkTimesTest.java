package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When batches begin, and when sinks are called that wait for a time or for the end. */
class SinkTimesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> calls = new ArrayList<>();
    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Integer> out = MemorySink.create();

    /** Wants to be called ten seconds after a batch. */
    private final class Waiting implements TwoPhaseSink<Integer> {
        @Override
        public String describe() {
            return "waiting";
        }

        @Override
        public Driver<Integer> open(SinkContext context) {
            return new Driver<>() {
                private long deadlineMillis = Long.MAX_VALUE;

                @Override
                public void recover(long batchId, byte @Nullable [] token) {}

                @Override
                public byte[] prepare(SinkBatch<Integer> batch) {
                    return new byte[0];
                }

                @Override
                public void commit(long batchId, byte[] token) {
                    calls.add("batch " + seconds());
                    deadlineMillis = context.clock().epochMillis() + 10_000;
                }

                @Override
                public void abort(long batchId) {}

                @Override
                public long nextDeadlineMillis() {
                    return deadlineMillis;
                }

                @Override
                public void tick() {
                    calls.add("tick " + seconds());
                    deadlineMillis = Long.MAX_VALUE;
                }

                @Override
                public void drained() {
                    calls.add("drained");
                }

                private long seconds() {
                    return (context.clock().epochMillis() - START.toEpochMilli()) / 1_000;
                }
            };
        }
    }

    private QueryHarness<Void, Integer> harness(Trigger trigger) {
        return QueryHarness.of(out, this::describe).startAt(START).trigger(trigger);
    }

    private void describe(Streams streams) {
        var rows = streams.maxRowsPerBatch(1).from("numbers", numbers);
        rows.to("out", out);
        rows.to("waiting", new Waiting());
    }

    @Test
    void when_aSinkWaitsForATime_then_itIsCalledThenThoughNothingElseIsToDo() {
        harness(Trigger.every(Duration.ofHours(1)))
                .add(numbers, 1)
                .runBatch()
                .advance(Duration.ofSeconds(30))
                .close();
        assertThat(calls).containsExactly("batch 0", "tick 10");
    }

    @Test
    void when_thereIsMoreThanABatchTakes_then_theNextOneWaitsForTheGridAllTheSame() {
        harness(Trigger.every(Duration.ofSeconds(4)))
                .add(numbers, 1, 2, 3)
                .start()
                .advance(Duration.ofSeconds(9))
                .close();
        assertThat(calls).containsExactly("batch 0", "batch 4", "batch 8");
    }

    @Test
    void when_aQueryEndsOrIsDrained_then_sinksNeedToHideNothing() {
        harness(Trigger.availableNow()).add(numbers, 1).runAll().expectEnded().close();
        assertThat(calls).containsExactly("batch 0", "drained");
        calls.clear();
        harness(Trigger.asSoonAsPossible())
                .add(numbers, 1)
                .runAll()
                .drain()
                .expectEnded()
                .close();
        assertThat(calls).endsWith("drained");
    }

    @Test
    void when_aQueryIsStopped_then_sinksKeepHiddenWhatTheyHide() {
        harness(Trigger.asSoonAsPossible()).add(numbers, 1).runAll().stop().close();
        assertThat(calls).containsExactly("batch 0");
    }
}
