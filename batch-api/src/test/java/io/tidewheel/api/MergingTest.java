package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merging partitions' results on the driver, which is part of the action: it ends as jobs do. */
@Timeout(30)
class MergingTest {
    private static volatile CountDownLatch merging = new CountDownLatch(1);
    private static volatile CountDownLatch goOn = new CountDownLatch(1);

    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();

    @AfterEach
    void close() {
        tw.close();
    }

    private static int slow(int left, int right) throws InterruptedException {
        if (!TaskContext.isInTask()) {
            merging.countDown();
            goOn.await();
        }
        return left + right;
    }

    static Stream<Function<Dataset<Integer>, Object>> actions() {
        return Stream.of(
                rows -> rows.reduce(MergingTest::slow),
                rows -> rows.treeReduce(MergingTest::slow),
                rows -> rows.fold(0, MergingTest::slow),
                rows -> rows.foldFrom(() -> 0, MergingTest::slow),
                rows -> rows.aggregate(0, (x, y) -> x + y, MergingTest::slow),
                rows -> rows.treeAggregate(0, (x, y) -> x + y, MergingTest::slow),
                rows -> rows.aggregate(Aggregators.reducing(MergingTest::slow)));
    }

    private FutureTask<Object> begin(Function<Dataset<Integer>, Object> action, Consumer<Thread> whileMerging)
            throws InterruptedException {
        merging = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
        List<Boolean> flags = new ArrayList<>();
        FutureTask<Object> task = new FutureTask<>(() -> {
            tw.groupJobs("merged");
            try {
                return action.apply(tw.parallelize(List.of(1, 2, 3, 4), 4));
            } finally {
                flags.add(Thread.currentThread().isInterrupted());
            }
        });
        Thread caller = new Thread(task);
        caller.start();
        merging.await();
        whileMerging.accept(caller);
        caller.join();
        interrupted = flags.get(0);
        return task;
    }

    private boolean interrupted; // the flag of the last caller, after its action

    private static void isCancelled(FutureTask<Object> task, String reason) {
        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.CANCELLED))
                .hasMessageContaining("was cancelled")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @MethodSource("actions")
    void when_allJobsAreCancelled_then_mergingEndsBeforeTheNextPart(Function<Dataset<Integer>, Object> action)
            throws Exception {
        FutureTask<Object> task = begin(action, caller -> {
            tw.cancelAll("enough");
            goOn.countDown();
        });
        isCancelled(task, "enough");
        assertThat(interrupted).isFalse();
        assertThat(tw.parallelize(List.of(1, 2, 3), 3).reduce(Integer::sum)).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("actions")
    void when_theCallerIsInterrupted_then_mergingIsCancelledAndTheFlagKept(Function<Dataset<Integer>, Object> action)
            throws Exception {
        isCancelled(begin(action, Thread::interrupt), "the calling thread was interrupted");
        assertThat(interrupted).isTrue();
    }

    @Test
    void when_itsGroupIsCancelled_then_mergingEnds_butNotThatOfAnotherGroup() throws Exception {
        FutureTask<Object> task = begin(rows -> rows.reduce(MergingTest::slow), caller -> {
            tw.cancelGroup("others", "not meant");
            goOn.countDown();
        });
        assertThat(task.get()).isEqualTo(10);
        isCancelled(
                begin(rows -> rows.reduce(MergingTest::slow), caller -> {
                    tw.cancelGroup("merged", "not wanted");
                    goOn.countDown();
                }),
                "not wanted");
    }

    @Test
    void when_theSessionIsClosed_then_mergingEnds() throws Exception {
        FutureTask<Object> task = begin(rows -> rows.reduce(MergingTest::slow), caller -> {
            tw.close();
            goOn.countDown();
        });
        isCancelled(task, tw + " was closed");
    }
}
