package io.tidewheel.engine.schedule;

import static io.tidewheel.engine.schedule.Plans.collect;
import static io.tidewheel.engine.schedule.Plans.exchange;
import static io.tidewheel.engine.schedule.Plans.local;
import static io.tidewheel.engine.schedule.Plans.map;
import static io.tidewheel.engine.schedule.Plans.numbers;
import static io.tidewheel.engine.schedule.Plans.rows;
import static io.tidewheel.engine.schedule.Plans.trace;
import static io.tidewheel.engine.schedule.Plans.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.error.TidewheelException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerTest {
    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<EngineEvent> events = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final List<LocalBackend> backends = new ArrayList<>();

    private LocalBackend onThisThread(LocalOptions options) {
        LocalBackend backend = Plans.backend(options, Runnable::run, directory);
        backend.addListener(events::add);
        backends.add(backend);
        return backend;
    }

    private LocalBackend onThreads(LocalOptions options) {
        LocalBackend backend = Plans.backend(options, threads, directory);
        backend.addListener(events::add);
        backends.add(backend);
        return backend;
    }

    @AfterEach
    void close() {
        backends.forEach(LocalBackend::close);
        threads.shutdownNow();
    }

    static final AtomicInteger FAILED = new AtomicInteger();

    @Test
    void case_J8_when_oneTaskFailsOnce_then_itAloneRunsAgain() {
        FAILED.set(0);
        LocalBackend backend = onThreads(local(1, 2));
        PlanNode squares = map(numbers(3, 3), (x, task) -> {
            if (x.equals(1) && FAILED.getAndIncrement() == 0) {
                throw new IllegalStateException("failed=" + FAILED.get());
            }
            return ((Integer) x + 1) * ((Integer) x + 1);
        });
        assertThat(rows(backend, squares)).containsExactly(1, 4, 9);
        assertThat(trace(events)).containsExactlyInAnyOrder("0/0/0", "0/1/0", "0/1/1", "0/2/0");
    }

    @Test
    void case_J8_when_aTaskAlwaysFails_then_theLastExceptionIsTheCause() {
        FAILED.set(0);
        LocalBackend backend = onThreads(local(1, 2));
        PlanNode failing = map(numbers(3, 3), (x, task) -> {
            if (x.equals(1)) {
                throw new IllegalStateException("failed=" + FAILED.incrementAndGet());
            }
            return x;
        });
        assertThatThrownBy(() -> rows(backend, failing))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("job 1 (collect) failed: stage 0, partition 1, attempt 1 (the last of 2), at record 1 threw"
                        + " java.lang.IllegalStateException: failed=2; correct the function, or filter out the record it"
                        + " fails on")
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("failed=2");
    }

    @Test
    void when_aTaskFailsOnAnotherThread_then_theStackShowsWhoCalledTheAction() {
        LocalBackend backend = onThreads(local(1, 1));
        PlanNode failing = map(numbers(1, 1), (x, task) -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(() -> rows(backend, failing)).satisfies(e -> assertThat(e.getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .contains(SchedulerTest.class.getName()));
    }

    @Test
    void when_theJobIsRunTwiceOnOneThread_then_theEventsAreEqual() {
        PlanNode plan = exchange(map(exchange(numbers(100, 3), 4), (x, task) -> (Integer) x * 2), 2);
        List<Object> first = rows(onThisThread(local(2, 1)), plan);
        List<String> firstTrace = trace(events);
        events.clear();
        assertThat(rows(onThisThread(local(2, 1)), plan)).isEqualTo(first).hasSize(100);
        assertThat(trace(events)).isEqualTo(firstTrace).hasSize(3 + 4 + 2);
    }

    /** A diamond: one exchange read by two branches that meet again, then a second exchange. */
    private static PlanNode diamondOverTwoExchanges() {
        PlanNode shared = exchange(numbers(40, 2), 3);
        PlanNode left = map(shared, (x, task) -> x);
        PlanNode right = map(shared, (x, task) -> (Integer) x * 10);
        return exchange(zip(left, right), 2);
    }

    @Test
    void when_aSharedOutputIsLost_then_onlyItsMapPartitionRunsAgain() {
        LocalBackend backend = onThisThread(local(1, 1));
        List<Object> expected = rows(backend, diamondOverTwoExchanges());
        assertThat(trace(events)).containsExactly("0/0/0", "0/1/0", "1/0/0", "1/1/0", "1/2/0", "2/0/0", "2/1/0");
        events.clear();

        backend.addListener(event -> {
            if (event instanceof EngineEvent.StageEnded ended && ended.stage().number() == 0 && once()) {
                OutputBlock any = outputs(backend).stream()
                        .filter(key -> key.mapPartition() == 1 && key.reducePartition() == 2)
                        .findFirst()
                        .orElseThrow();
                backend.blocks().remove(any);
            }
        });
        assertThat(rows(backend, diamondOverTwoExchanges())).isEqualTo(expected);
        assertThat(trace(events))
                .containsExactly(
                        "0/0/0", "0/1/0", "1/0/0", "1/1/0", "1/2/0", "lost 0/1->2", "0/1/1", "1/2/1", "2/0/0", "2/1/0");
        assertThat(ended().recomputed()).isEqualTo(1);
    }

    private final AtomicInteger onces = new AtomicInteger();

    private boolean once() {
        return onces.getAndIncrement() == 0;
    }

    private static List<OutputBlock> outputs(LocalBackend backend) {
        return backend.blocks().keys().stream()
                .filter(OutputBlock.class::isInstance)
                .map(OutputBlock.class::cast)
                .toList();
    }

    private EngineEvent.JobEnded ended() {
        return (EngineEvent.JobEnded) events.get(events.size() - 1);
    }

    @Test
    void when_aTaskLosesAFileOfItsOwn_then_itAloneRunsAgain() {
        FAILED.set(0);
        LocalBackend backend = onThisThread(local(1, 1));
        PlanNode spilling = map(numbers(3, 3), (x, task) -> {
            SpillFile run = task.services().spill().create("run");
            SpillSegment segment = run.append(out -> out.write(7));
            run.finish();
            if (x.equals(1) && once()) {
                Files.delete(run.path());
            }
            try (InputStream in = segment.open()) {
                return in.read();
            } finally {
                run.release();
            }
        });
        assertThat(rows(backend, spilling)).containsExactly(7, 7, 7);
        assertThat(trace(events)).containsExactly("0/0/0", "0/1/0", "0/2/0", "0/1/1");
    }

    @Test
    void when_anOutputFileHasAFlippedBit_then_onlyItsMapPartitionRunsAgain() {
        LocalBackend backend = onThisThread(local(1, 1));
        PlanNode plan = exchange(numbers(4000, 2), 2);
        List<Object> expected = rows(backend, plan);
        events.clear();
        backend.addListener(event -> {
            if (event instanceof EngineEvent.StageEnded ended && ended.stage().number() == 0 && once()) {
                OutputBlock key = outputs(backend).stream()
                        .filter(block -> block.mapPartition() == 0 && block.reducePartition() == 1)
                        .findFirst()
                        .orElseThrow();
                assertThat(backend.blocks().evict(key)).isTrue();
                flip(backend.blocks().file(key).orElseThrow());
            }
        });
        assertThat(rows(backend, plan)).isEqualTo(expected);
        assertThat(trace(events)).contains("0/0/1").contains("1/1/1");
        assertThat(ended().outcome()).isEqualTo(EngineEvent.Outcome.SUCCEEDED);
    }

    private static void flip(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void when_aCachedPartitionIsEvicted_then_itAloneIsComputedAgain() {
        LocalBackend backend = onThisThread(local(1, 1));
        PlanNode cached = new CachedNode(
                map(exchange(numbers(100, 2), 3), (x, task) -> x), new CachedRows(7, StorageLevel.MEMORY_ONLY));
        List<Object> expected = rows(backend, cached);
        events.clear();
        assertThat(rows(backend, cached)).isEqualTo(expected);
        assertThat(trace(events)).containsExactly("1/0/0", "1/1/0", "1/2/0");
        events.clear();
        backend.blocks().remove(new CachedBlock(7, 1));
        assertThat(rows(backend, cached)).isEqualTo(expected);
        assertThat(trace(events))
                .containsExactly("0/0/0", "0/1/0", "1/0/0", "1/1/0", "recomputed cached part 1", "1/2/0");
        assertThat(ended().recomputed()).isEqualTo(1);
    }

    @Test
    void when_aReduceTaskFailsAfterMerging_then_itsMapsRunAgainAndTheAnswerIsRight() {
        FAILED.set(0);
        LocalBackend backend = onThisThread(local(1, 2));
        PlanNode plan = map(exchange(numbers(100, 2), 2), (x, task) -> {
            if (task.partition() == 1 && FAILED.incrementAndGet() == 30) {
                throw new IllegalStateException("late");
            }
            return x;
        });
        assertThat(rows(backend, plan))
                .hasSize(100)
                .containsAll(IntStream.range(0, 100).boxed().toList());
        assertThat(trace(events)).containsExactly("0/0/0", "0/1/0", "1/0/0", "1/1/0", "1/1/1");
    }

    @Test
    void when_aFunctionNeverReturns_then_cancellingTheGroupEndsTheJob() throws Exception {
        LocalBackend backend = onThreads(local(2, 1));
        CountDownLatch started = new CountDownLatch(1);
        STARTED.set(started);
        PlanNode endless = map(numbers(2, 2), (x, task) -> {
            STARTED.get().countDown();
            new CountDownLatch(1).await();
            return x;
        });
        Future<?> job = threads.submit(
                () -> backend.prepare(collect(endless)).run(RunOptions.ALL.describedAs("endless", "group 1", "")));
        started.await();
        backend.cancelGroup("group 1", "enough");
        assertThatThrownBy(job::get)
                .cause()
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("job 1 (endless) was cancelled: enough");
        assertThat(rows(backend, numbers(4, 2))).containsExactly(0, 1, 2, 3);
    }

    private static final java.util.concurrent.atomic.AtomicReference<CountDownLatch> STARTED =
            new java.util.concurrent.atomic.AtomicReference<>();

    @Test
    void when_anActionIsCalledInsideAFunction_then_theErrorSaysWhatToDo() {
        LocalBackend backend = onThisThread(local(1, 1));
        NESTED.set(backend);
        PlanNode nested = map(numbers(1, 1), (x, task) -> rows(NESTED.get(), numbers(1, 1)));
        assertThatThrownBy(() -> rows(backend, nested))
                .hasMessageContaining(
                        "'collect' was called inside a function of job 1/stage 0/part 0/try 0; datasets live"
                                + " on the driver: join them, or collect one there and broadcast it");
    }

    private static final java.util.concurrent.atomic.AtomicReference<LocalBackend> NESTED =
            new java.util.concurrent.atomic.AtomicReference<>();

    @Test
    void when_somePartitionsAreAskedForAfterOthers_then_exchangeOutputsAreKept() {
        LocalBackend backend = onThisThread(local(1, 1));
        try (PreparedPlan<List<Object>> plan = backend.prepare(collect(exchange(numbers(100, 2), 3)))) {
            plan.run(RunOptions.ALL.withPartitions(List.of(0)));
            plan.run(RunOptions.ALL.withPartitions(List.of(1, 2)));
        }
        assertThat(trace(events)).containsExactly("0/0/0", "0/1/0", "1/0/0", "1/1/0", "1/2/0");
        assertThat(backend.blocks().keys()).isEmpty();
        assertThat(backend.memory().storageBytes()).isZero();
        assertThat(backend.memory().executionBytes()).isZero();
    }

    @Test
    void when_aKeptOutputIsLostBetweenTwoRuns_then_makingItAgainIsARecomputation() {
        LocalBackend backend = onThisThread(local(1, 1));
        try (PreparedPlan<List<Object>> plan = backend.prepare(collect(exchange(numbers(100, 2), 3)))) {
            plan.run(RunOptions.ALL.withPartitions(List.of(0)));
            assertThat(ended().recomputed()).isZero();
            outputs(backend).stream()
                    .filter(key -> key.mapPartition() == 1 && key.reducePartition() == 2)
                    .forEach(key -> backend.blocks().remove(key));
            events.clear();
            plan.run(RunOptions.ALL.withPartitions(List.of(1, 2)));
        }
        // the reader had taken the other output, which its failure may have spoilt
        assertThat(trace(events)).containsExactly("1/1/0", "1/2/0", "lost 0/1->2", "0/0/0", "0/1/0", "1/2/1");
        assertThat(ended().recomputed()).isEqualTo(2);
    }

    @Test
    void when_aJobTenTimesLargerRuns_then_theFairSchedulerLetsTheSmallOneThrough() throws Exception {
        LocalOptions fair = new LocalOptions(1, 1, true, false, java.time.Duration.ofSeconds(5));
        LocalBackend backend = onThreads(fair);
        CountDownLatch bothThere = new CountDownLatch(1);
        STARTED.set(bothThere);
        PlanNode large = map(numbers(40, 40), (x, task) -> {
            if (x.equals(0)) {
                STARTED.get().await();
            }
            return x;
        });
        Future<?> largeJob = threads.submit(() -> rows(backend, large));
        while (trace(new ArrayList<>(events)).isEmpty()) {
            Thread.onSpinWait();
        }
        Future<?> smallJob = threads.submit(() -> rows(backend, map(numbers(4, 4), (x, task) -> x)));
        while (events.stream().filter(e -> e instanceof EngineEvent.JobStarted).count() < 2) {
            Thread.onSpinWait();
        }
        bothThere.countDown();
        smallJob.get();
        largeJob.get();
        // In turns: the four small tasks are among the first nine.
        List<Long> jobs = events.stream()
                .filter(e -> e instanceof EngineEvent.TaskStarted)
                .map(EngineEvent::job)
                .toList();
        assertThat(jobs.subList(0, 9).stream().filter(job -> job == 2).count()).isEqualTo(4);
    }

    @Test
    void when_zippedPairsAreExchanged_then_rowsArriveOnce() {
        LocalBackend backend = onThreads(local(2, 1));
        List<Object> pairs = rows(backend, diamondOverTwoExchanges());
        assertThat(pairs).hasSize(40);
        assertThat(pairs).contains(Pair.of(7, 70));
    }

    private static final java.util.concurrent.atomic.AtomicBoolean RELEASED =
            new java.util.concurrent.atomic.AtomicBoolean();

    @Test
    void when_aFunctionIgnoresInterrupts_then_itsJobEndsAfterTheGraceAndItsSlotIsFree() throws Exception {
        LocalBackend backend = onThreads(new LocalOptions(1, 1, false, false, java.time.Duration.ofMillis(20)));
        RELEASED.set(false);
        CountDownLatch started = new CountDownLatch(1);
        STARTED.set(started);
        PlanNode deaf = map(numbers(1, 1), (x, task) -> {
            STARTED.get().countDown();
            while (!RELEASED.get()) {
                Thread.onSpinWait();
            }
            return x;
        });
        Future<?> job = threads.submit(() -> rows(backend, deaf));
        started.await();
        backend.cancelAll("enough");
        try {
            assertThatThrownBy(job::get).cause().hasMessageContaining("was cancelled: enough");
            assertThat(rows(backend, numbers(2, 1))).containsExactly(0, 1);
        } finally {
            RELEASED.set(true);
        }
    }

    @Test
    void when_aFunctionThrowsAnError_then_theJobFailsAndTheSessionLivesOn() {
        LocalBackend backend = onThreads(local(2, 1));
        PlanNode broken = map(numbers(4, 2), (x, task) -> {
            throw new StackOverflowError();
        });
        assertThatThrownBy(() -> rows(backend, broken))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("threw java.lang.StackOverflowError; a function recurses too deeply")
                .hasCauseInstanceOf(StackOverflowError.class);
        assertThat(rows(backend, numbers(2, 1))).containsExactly(0, 1);
        assertThat(backend.memory().executionBytes()).isZero();
    }

    @Test
    void when_theCallingThreadIsInterrupted_then_theJobIsCancelledAndTheFlagKept() throws Exception {
        LocalBackend backend = onThreads(local(1, 1));
        CountDownLatch started = new CountDownLatch(1);
        STARTED.set(started);
        PlanNode waiting = map(numbers(1, 1), (x, task) -> {
            STARTED.get().countDown();
            new CountDownLatch(1).await();
            return x;
        });
        List<Object> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                rows(backend, waiting);
            } catch (TidewheelException e) {
                seen.add(e.kind());
            }
            seen.add(Thread.currentThread().isInterrupted());
        });
        caller.start();
        started.await();
        caller.interrupt();
        caller.join();
        assertThat(seen).containsExactly(TidewheelException.Kind.CANCELLED, true);
    }

    @Test
    @Timeout(60)
    void when_noThreadIsToBeHad_then_theJobEndsAndTheSlotIsFree() {
        AtomicInteger refusals = new AtomicInteger(1);
        LocalBackend backend = Plans.backend(
                local(1, 1),
                work -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new java.util.concurrent.RejectedExecutionException("the pool is shut down");
                    }
                    threads.execute(work);
                },
                directory);
        backends.add(backend);
        assertThatThrownBy(() -> rows(backend, numbers(4, 2)))
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.CANCELLED))
                .hasMessageContaining("no thread could be started for its tasks: the pool is shut down");
        assertThat(rows(backend, numbers(4, 2))).containsExactly(0, 1, 2, 3);
    }

    @Test
    void when_theSessionWasClosed_then_aJobThatStillComesIsCancelledAndToldSo() {
        LocalBackend backend = onThreads(local(1, 1));
        PreparedPlan<List<Object>> plan = backend.prepare(collect(numbers(4, 2)));
        backend.close();
        assertThatThrownBy(() -> plan.run(RunOptions.ALL))
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.CANCELLED))
                .hasMessageContaining("job 1 (collect) was cancelled: session 'test' was closed");
    }

    @Test
    @Timeout(60)
    void when_aListenerThrowsAnError_then_jobsGoOnAndOthersHearEverything() {
        LocalBackend backend = Plans.backend(local(1, 1), threads, directory);
        backends.add(backend);
        backend.addListener(event -> {
            throw new AssertionError("a failing assert on " + event);
        });
        backend.addListener(events::add);
        for (int i = 0; i < 3; i++) {
            events.clear();
            assertThat(rows(backend, exchange(numbers(4, 2), 2))).hasSize(4);
            assertThat(trace(events)).containsExactly("0/0/0", "0/1/0", "1/0/0", "1/1/0");
            assertThat(ended().outcome()).isEqualTo(EngineEvent.Outcome.SUCCEEDED);
        }
    }

    @Test
    @Timeout(60)
    void when_anActionReturns_then_listenersHaveHeardTheEndOfItsJob() {
        LocalBackend backend = onThreads(local(2, 1));
        AtomicInteger ends = new AtomicInteger();
        backend.addListener(event -> {
            if (event instanceof EngineEvent.StageEnded) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000); // the slow listener that it is about
            } else if (event instanceof EngineEvent.JobEnded) {
                ends.incrementAndGet();
            }
        });
        for (int job = 1; job <= 30; job++) {
            rows(backend, numbers(4, 2));
            assertThat(ends).hasValue(job);
        }
    }

    @Test
    @Timeout(60)
    void when_aListenerRunsAJob_then_itGetsTheOnlySlotAndHearsOfItLater() {
        LocalBackend backend = Plans.backend(local(1, 1), threads, directory);
        backends.add(backend);
        List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        backend.addListener(event -> {
            if (event instanceof EngineEvent.TaskStarted && once()) { // told by the worker
                heard.add("began");
                heard.add("rows " + rows(backend, numbers(3, 1)));
            } else if (event instanceof EngineEvent.JobEnded) {
                heard.add("job " + event.job());
            }
        });
        assertThat(rows(backend, numbers(2, 1))).containsExactly(0, 1);
        assertThat(rows(backend, numbers(1, 1))).containsExactly(0);
        assertThat(heard).containsExactlyInAnyOrder("began", "rows [0, 1, 2]", "job 1", "job 2", "job 3");
        assertThat(heard).startsWith("began", "rows [0, 1, 2]").endsWith("job 3");
    }

    @Test
    @Timeout(60)
    void when_aListenerCancelsItsJob_then_theActionEnds() {
        LocalBackend backend = onThreads(local(1, 1));
        backend.addListener(event -> {
            if (event instanceof EngineEvent.StageStarted) {
                backend.cancelJob(event.job(), "the listener says so");
            }
        });
        assertThatThrownBy(() -> rows(backend, numbers(4, 4)))
                .hasMessageContaining("was cancelled: the listener says so");
        assertThat(ended().outcome()).isEqualTo(EngineEvent.Outcome.CANCELLED);
    }

    @Test
    @Timeout(60)
    void when_aStageIsCancelled_then_itsJobEndsOnlyIfTheStageRuns() {
        LocalBackend backend = onThreads(local(1, 1));
        backend.addListener(event -> {
            if (event instanceof EngineEvent.StageStarted started
                    && started.stage().number() == 1) {
                backend.cancelStage(event.job(), 0, "it is over");
                backend.cancelStage(event.job(), 2, "it has not begun");
                backend.cancelStage(event.job(), 3, "there is none");
                backend.cancelStage(event.job(), -1, "there is none");
                backend.cancelStage(event.job() + 1, 1, "another job");
            }
        });
        PlanNode twoExchanges = exchange(exchange(numbers(40, 2), 3), 2);
        assertThat(rows(backend, twoExchanges)).hasSize(40);
        backend.addListener(event -> {
            if (event instanceof EngineEvent.StageStarted started
                    && started.stage().number() == 1) {
                backend.cancelStage(event.job(), 1, "it runs");
            }
        });
        assertThatThrownBy(() -> rows(backend, twoExchanges)).hasMessageContaining("was cancelled: it runs");
        assertThat(rows(backend, numbers(2, 1))).containsExactly(0, 1);
    }

    private static List<Object> rowsIn(String pool, LocalBackend backend, PlanNode plan) {
        return backend.prepare(collect(plan)).run(RunOptions.ALL.describedAs("", "", pool)).stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Tasks that began, of all jobs, while a job of four tasks ran beside others of forty that were there before, on one slot. */
    private int tasksWhileASmallJobRuns(int largeJobs, String largePool, String smallPool) throws Exception {
        LocalBackend backend = onThreads(new LocalOptions(1, 1, true, false, java.time.Duration.ofSeconds(5)));
        CountDownLatch allThere = new CountDownLatch(1);
        STARTED.set(allThere);
        PlanNode large = map(numbers(40, 40), (x, task) -> {
            STARTED.get().await();
            return x;
        });
        List<Future<?>> jobs = new ArrayList<>();
        for (int i = 1; i <= largeJobs; i++) {
            jobs.add(threads.submit(() -> rowsIn(largePool, backend, large)));
            awaitJobs(i);
        }
        while (trace(new ArrayList<>(events)).isEmpty()) {
            Thread.onSpinWait();
        }
        jobs.add(threads.submit(() -> rowsIn(smallPool, backend, map(numbers(4, 4), (x, task) -> x))));
        awaitJobs(largeJobs + 1);
        allThere.countDown();
        for (Future<?> job : jobs) {
            job.get();
        }
        int small = largeJobs + 1;
        List<EngineEvent> during = events.stream()
                .dropWhile(e -> !(e instanceof EngineEvent.JobStarted && e.job() == small))
                .takeWhile(e -> !(e instanceof EngineEvent.JobEnded && e.job() == small))
                .filter(e -> e instanceof EngineEvent.TaskStarted)
                .toList();
        assertThat(during.stream().filter(e -> e.job() == small)).hasSize(4);
        return during.size();
    }

    private void awaitJobs(int count) {
        while (events.stream().filter(e -> e instanceof EngineEvent.JobStarted).count() < count) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @Timeout(60)
    @CsvSource({"'', ''", "reports, questions"})
    void when_aJobTenTimesLargerRuns_then_theSmallOneEndsWithinThreeTimesItsTasks(String largePool, String smallPool)
            throws Exception {
        assertThat(tasksWhileASmallJobRuns(1, largePool, smallPool)).isLessThanOrEqualTo(3 * 4);
    }

    @Test
    @Timeout(60)
    void when_aPoolHasManyJobs_then_anotherPoolGetsItsShareAllTheSame() throws Exception {
        assertThat(tasksWhileASmallJobRuns(6, "reports", "questions")).isLessThanOrEqualTo(3 * 4);
    }
}
