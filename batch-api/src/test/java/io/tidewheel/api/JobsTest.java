package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.config.Keys;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.event.EngineEvent.JobStarted;
import io.tidewheel.engine.event.EngineEvent.TaskStarted;
import io.tidewheel.engine.event.EngineListener;
import io.tidewheel.engine.schedule.Backend;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which jobs and tasks actions run, as listeners and the backend see them. */
class JobsTest {
    private final List<EngineEvent> events = new CopyOnWriteArrayList<>();
    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();

    @AfterEach
    void close() {
        tw.close();
    }

    private List<String> jobs() {
        return events.stream()
                .filter(JobStarted.class::isInstance)
                .map(event -> ((JobStarted) event).description())
                .toList();
    }

    private long tasks() {
        return events.stream().filter(TaskStarted.class::isInstance).count();
    }

    private Dataset<Integer> numbers(int count, int partitions) {
        return tw.parallelize(IntStream.range(0, count).boxed().toList(), partitions);
    }

    @Test
    void when_mergedInATree_then_tasksMergeMostOfIt() {
        tw.listen(events::add);
        assertThat(numbers(40, 40).treeReduce(Integer::sum)).isEqualTo(780);
        assertThat(tasks()).as("40 partitions, merged by 5 tasks").isEqualTo(45);
        events.clear();
        assertThat(numbers(40, 40).treeAggregate(0, Integer::sum, Integer::sum)).isEqualTo(780);
        assertThat(tasks()).isEqualTo(45);
        events.clear();
        assertThat(numbers(40, 40).treeReduce(Integer::sum, 4)).isEqualTo(780);
        assertThat(tasks()).as("40, 13 and 4").isEqualTo(57);
        events.clear();
        assertThat(numbers(40, 40).treeReduce(Integer::sum, 1)).isEqualTo(780);
        assertThat(tasks()).as("all of it by the driver").isEqualTo(40);
    }

    @Test
    void when_takeFindsTooLittle_then_eachJobLooksAtFourTimesAsManyPartitions() {
        tw.listen(events::add);
        assertThat(numbers(100, 100).filter(x -> x < 0).take(1)).isEmpty();
        assertThat(jobs()).as("1, 4, 16, 64 and 15 partitions").hasSize(5).containsOnly("take");
        assertThat(tasks()).isEqualTo(100);
        events.clear();
        assertThat(numbers(100, 100).take(6)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(jobs()).hasSize(3);
        assertThat(tasks()).isEqualTo(21);
    }

    @Test
    void when_anActionRuns_then_itsJobIsCalledAsItIs() {
        tw.listen(events::add);
        Dataset<Integer> some = numbers(10, 3);
        some.max();
        some.min();
        some.top(2);
        some.takeOrdered(2);
        some.reduce(Integer::sum);
        some.treeReduce(Integer::sum);
        some.treeAggregate(0, Integer::sum, Integer::sum);
        some.aggregateFrom(() -> 0, Integer::sum, Integer::sum);
        some.aggregate(Aggregators.count());
        LongDataset numbers = some.mapToLong(x -> x);
        numbers.max();
        numbers.min();
        numbers.stats();
        numbers.mean();
        some.named("mine").max();
        assertThat(jobs())
                .containsExactly(
                        "max",
                        "min",
                        "top",
                        "takeOrdered",
                        "reduce",
                        "treeReduce",
                        "treeAggregate",
                        "aggregateFrom",
                        "aggregate",
                        "max",
                        "min",
                        "stats",
                        "mean",
                        "max of mine");
        assertThatThrownBy(() -> tw.parallelize(Arrays.asList(1, null), 1).max())
                .hasMessageContaining(" (max) failed");
        assertThatThrownBy(() -> tw.parallelize(Arrays.asList(1, null), 1).top(2))
                .hasMessageContaining(" (top) failed");
    }

    @Test
    void when_explainIsCalledInsideAFunction_then_theErrorNamesIt() {
        Dataset<Integer> other = numbers(1, 1);
        assertThatThrownBy(() -> numbers(1, 1).map(x -> other.explain()).collect())
                .hasMessageContaining("explain was called inside a function");
    }

    @Test
    void when_aListenerIsTakenBack_then_itHearsNoMore() {
        EngineListener listener = events::add;
        tw.listen(listener);
        tw.range(0, 1).count();
        assertThat(jobs()).hasSize(1);
        tw.unlisten(listener);
        tw.unlisten(listener);
        tw.range(0, 1).count();
        assertThat(jobs()).hasSize(1);
    }

    @Test
    @Timeout(60)
    void when_theSizeIsKnown_then_countingReadsNothing() {
        assertThat(tw.range(0, Long.MAX_VALUE / 2).count()).isEqualTo(Long.MAX_VALUE / 2);
        assertThat(tw.range(5, -5, -3).boxed().count()).isEqualTo(4);
        assertThat(tw.range(0, Long.MAX_VALUE, 1, 7).coalesce(7).count()).isEqualTo(Long.MAX_VALUE);
        class Uncopied {} // reading it would copy it for the task, and fail
        assertThat(tw.parallelize(List.of(new Uncopied(), new Uncopied()), 3).count())
                .isEqualTo(2);
        LongDataset half = tw.range(0, Long.MAX_VALUE);
        assertThatThrownBy(() -> half.union(half).count())
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.BAD_DATA));
    }

    @Test
    void when_aGroupIsCancelled_then_itsJobsEndAndOthersDoNot() {
        tw.listen(event -> {
            if (event instanceof JobStarted) {
                tw.cancelGroup("nightly", "the day began");
            }
        });
        tw.groupJobs("hourly");
        assertThat(numbers(10, 2).count()).isEqualTo(10);
        tw.groupJobs("nightly");
        assertThatThrownBy(() -> numbers(10, 2).map(x -> x).count())
                .hasMessageContaining("was cancelled: the day began");
        tw.groupJobs("");
        assertThat(numbers(10, 2).count()).isEqualTo(10);
    }

    @Test
    void when_aGroupWithoutANameIsCancelled_then_itIsRefused() {
        for (String group : new String[] {"", null}) {
            assertThatThrownBy(() -> tw.cancelGroup(group, "oops"))
                    .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                            .isEqualTo(TidewheelException.Kind.CONFIGURATION))
                    .hasMessageContaining("cancelGroup");
        }
        assertThatThrownBy(() -> tw.cancelAll(null)).hasMessageContaining("null as its reason");
        assertThatThrownBy(() -> tw.cancelJob(1, null)).hasMessageContaining("null as its reason");
        assertThatThrownBy(() -> tw.cancelStage(1, 0, null)).hasMessageContaining("null as its reason");
        assertThatThrownBy(() -> tw.cancelGroup("g", null)).hasMessageContaining("null as its reason");
    }

    /** Passes everything on and notes how plans are run. */
    private static Object noting(Class<?> type, Object target, List<RunOptions> noted) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            for (Object argument : arguments == null ? new Object[0] : arguments) {
                if (argument instanceof RunOptions options) {
                    noted.add(options);
                }
            }
            try {
                Object result = method.invoke(target, arguments);
                return result instanceof PreparedPlan ? noting(PreparedPlan.class, result, noted) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    void when_aThreadNamesDescriptionGroupAndPool_then_theBackendIsTold() {
        List<RunOptions> noted = new ArrayList<>();
        try (Tidewheel session = Tidewheel.builder()
                .master("local[1]")
                .config(Keys.SCHEDULER_MODE.name(), "fair")
                .around(local -> (Backend) noting(Backend.class, local, noted))
                .open()) {
            session.describeJobs("clean up");
            session.groupJobs("nightly");
            session.poolJobs("quiet");
            Dataset<Long> rows = session.range(0, 10).boxed();
            rows.collect();
            rows.take(1);
            rows.toLocalIterator().next();
            rows.keyBy(x -> x)
                    .sortByKey(Order.natural(), 2)
                    .partitioner()
                    .orElseThrow()
                    .partition(3L);
        }
        assertThat(noted).hasSize(4);
        assertThat(noted).extracting(RunOptions::group).containsOnly("nightly");
        assertThat(noted).extracting(RunOptions::pool).containsOnly("quiet");
        assertThat(noted.subList(0, 3)).extracting(RunOptions::description).containsOnly("clean up");
    }

    @Test
    @Timeout(60)
    void when_theSessionIsClosedWhileThreadsStartJobs_then_eachIsToldSo() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try {
            for (int i = 0; i < 40; i++) {
                Tidewheel session = Tidewheel.builder().master("local[2]").open();
                Dataset<Long> rows = session.range(0, 50, 1, 2).boxed();
                List<Future<?>> callers = new ArrayList<>();
                for (int t = 0; t < 3; t++) {
                    callers.add(threads.submit(() -> {
                        try {
                            while (true) {
                                rows.sortBy(x -> -x).count();
                            }
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }));
                }
                rows.map(x -> x).count();
                session.close();
                for (Future<?> caller : callers) {
                    caller.get();
                }
                assertThat(failures).hasSize(3).allSatisfy(e -> {
                    assertThat(e).isInstanceOf(TidewheelException.class).hasMessageContaining(session.toString());
                    boolean ran = e.getMessage().contains("was cancelled"); // else it came when all was closed
                    assertThat(((TidewheelException) e).kind()).isEqualTo(ran ? Kind.CANCELLED : Kind.USER_FUNCTION);
                });
                failures.clear();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
