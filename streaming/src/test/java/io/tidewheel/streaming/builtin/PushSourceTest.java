package io.tidewheel.streaming.builtin;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.testing.QueryHarness;
import io.tidewheel.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushSourceTest {
    @TempDir
    Path folder;

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final AtomicInteger wakes = new AtomicInteger();
    private final SourceContext context = SourceRun.context(Clock.SYSTEM, 2, wakes::incrementAndGet);

    private <T> PushSource<T> open(PushOptions options) {
        return PushSource.open(disk, "/log", Codecs.DEFAULT, options, 512, Clock.SYSTEM);
    }

    private <T> PushSource<T> open() {
        return open(PushOptions.DEFAULT);
    }

    private record Click(String user, long number) {}

    @Test
    void when_batchesAreLimitedInBytes_then_eachTakesNoMoreAndAtLeastOneRow() throws Exception {
        String row = "x".repeat(100);
        List<String> pushed = new ArrayList<>();
        try (PushSource<String> source = open()) {
            for (int i = 0; i < 40; i++) {
                pushed.add(row + i);
                source.push(row + i);
            }
            List<String> more = IntStream.range(40, 70).mapToObj(i -> row + i).toList();
            source.pushAll(more);
            source.push("y".repeat(5000));
            source.push(row);
            pushed.addAll(more);
            pushed.addAll(List.of("y".repeat(5000), row));
            List<String> read = new ArrayList<>();
            int batches = 0;
            try (SourceDriver<String> driver = source.open(context)) {
                SourceLimit limit = SourceLimit.NONE.withBytes(1000);
                SourcePlan plan = driver.plan(driver.start(), limit);
                for (; !plan.splits().isEmpty(); plan = driver.plan(plan.to(), limit)) {
                    List<String> rows = SourceRun.read(driver, plan.splits());
                    long bytes = rows.stream()
                            .mapToLong(each -> Codecs.DEFAULT.toBytes(each).length)
                            .sum();
                    assertThat(rows.size() == 1 || bytes <= 1000)
                            .as("%s bytes", bytes)
                            .isTrue();
                    assertThat(plan.behindBytes() > 0).isEqualTo(plan.behindRows() > 0);
                    read.addAll(rows);
                    batches++;
                }
            }
            assertThat(read).isEqualTo(pushed);
            assertThat(batches).isBetween(9, 20);
        }
    }

    @Test
    void when_muchWasPushedWhileNobodyRead_then_theFirstBatchTakesAPartOfItThatIsSmallInBytes() {
        MemorySink<String> sink = MemorySink.create();
        String row = "x".repeat(10_000);
        try (PushSource<String> source = open()) {
            source.pushAll(IntStream.range(0, 300).mapToObj(i -> row + i).toList()); // 3 MB
            try (QueryHarness<Void, String> query =
                    QueryHarness.of(sink, streams -> streams.targetBatchDuration(Duration.ofSeconds(1))
                            .from("pushed", source)
                            .to("out", sink))) {
                query.runBatch();
                assertThat(query.rows()).hasSizeBetween(50, 105); // 1 MiB
                query.runAll();
                assertThat(query.rows()).hasSize(300);
            }
        }
    }

    @Test
    void when_manyThreadsPush_then_aQueryReadsEachRowOnceAlsoAfterARestart() throws Exception {
        int threads = 8;
        int rows = 50;
        MemorySink<Object> sink = MemorySink.create();
        for (int start = 0; start < 2; start++) {
            try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
                PushSource<Click> clicks =
                        PushSource.open(tidewheel, folder.resolve("log").toString());
                Streams streams = Streams.on(tidewheel)
                        .checkpoint(folder.resolve("checkpoint").toString());
                streams.from("clicks", clicks)
                        .keyBy(Click::user)
                        .aggregate(count())
                        .to("out", sink);
                Query query = streams.start("clicks");
                List<Thread> pushing = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    String user = "user " + i;
                    Thread thread = new Thread(() -> {
                        for (int number = 0; number < rows; number++) {
                            clicks.push(new Click(user, number));
                        }
                    });
                    thread.start();
                    pushing.add(thread);
                }
                for (Thread thread : pushing) {
                    thread.join();
                }
                query.processAllAvailable();
                query.stop();
            }
        }

        assertThat(sink.latest()).hasSize(threads).containsEntry("user 3", 2L * rows);
        assertThat(sink.latest().values()).containsOnly(2L * rows);
    }

    @Test
    void when_rowsArePushed_then_theyAreReadByTheirNumbersAndTheQueryIsWoken() throws Exception {
        try (PushSource<Click> source = open()) {
            source.push(new Click("a", 1));
            try (SourceDriver<Click> driver = source.open(context)) {
                source.pushAll(List.of(new Click("b", 2), new Click("c", 3)));
                assertThat(source.tryPush(new Click("d", 4))).isTrue();
                source.pushAll(List.of());

                SourcePlan plan = driver.plan(driver.start(), SourceLimit.NONE.withRows(3));

                assertThat(wakes).hasValue(2);
                assertThat(plan.to()).isEqualTo(new Offset("3"));
                assertThat(plan.behindRows()).isEqualTo(1);
                assertThat(SourceRun.read(driver, plan.splits()))
                        .containsExactly(new Click("a", 1), new Click("b", 2), new Click("c", 3));
                assertThat(driver.freezeEnd()).isTrue();
                source.push(new Click("late", 5));
                assertThat(SourceRun.read(
                                driver, driver.plan(plan.to(), SourceLimit.NONE).splits()))
                        .containsExactly(new Click("d", 4));
            }
        }
    }

    @Test
    void when_tooManyRowsWait_then_pushingWaitsUntilABatchTakesSome() throws Exception {
        try (PushSource<String> source = open(PushOptions.DEFAULT.withMaxUnreadRows(3))) {
            source.pushAll(List.of("a", "b"));
            assertThat(source.pushAll(List.of("c", "d"), Duration.ZERO)).isFalse(); // together, or not at all
            assertThat(source.tryPush("c")).isTrue();
            assertThat(source.tryPush("d")).isFalse();
            assertThat(source.push("d", Duration.ofNanos(1))).isFalse();
            Thread waiting = new Thread(() -> source.push("d"));
            waiting.start();
            while (waiting.getState() != Thread.State.WAITING && waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            try (SourceDriver<String> driver = source.open(context)) {
                SourcePlan first = driver.plan(driver.start(), SourceLimit.NONE.withRows(1));
                waiting.join();
                SourcePlan rest = driver.plan(first.to(), SourceLimit.NONE);
                assertThat(SourceRun.read(driver, rest.splits())).containsExactly("b", "c", "d");
                assertThat(source.pushAll(List.of("1", "2", "3", "4", "5"), Duration.ZERO))
                        .isTrue(); // nothing else waits
                assertThat(source.tryPush("6")).isFalse();
            }
        }
    }

    @Test
    void when_rowsThatWaitTakeTooManyBytes_then_pushingWaits() {
        try (PushSource<String> source = open(PushOptions.DEFAULT.withMaxUnreadBytes(1000))) {
            assertThat(source.tryPush("x".repeat(500))).isTrue();
            assertThat(source.tryPush("x".repeat(500))).isFalse();
            assertThat(source.tryPush("x")).isTrue();
        }
    }

    @Test
    void when_whoWaitsForRoomIsInterrupted_then_nothingIsWrittenAndTheFlagIsKept() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (PushSource<String> source = open(PushOptions.DEFAULT.withMaxUnreadRows(1))) {
            source.push("a");
            Thread waiting = new Thread(() -> {
                try {
                    source.push("b");
                } catch (TidewheelException e) {
                    thrown.set(e);
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                }
            });
            waiting.start();
            waiting.interrupt();
            waiting.join();
            Thread.currentThread().interrupt();
            try (SourceDriver<String> driver = source.open(context)) {
                driver.plan(driver.start(), SourceLimit.NONE);
                assertThat(source.tryPush("c")).isTrue(); // an interrupted thread may push
                assertThat(Thread.interrupted()).isTrue();
                assertThat(SourceRun.read(
                                driver,
                                driver.plan(driver.start(), SourceLimit.NONE).splits()))
                        .containsExactly("a", "c");
            }
        }
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED))
                .hasMessage("pushing to /log was interrupted while it waited for room; nothing was written");
    }

    @Test
    void when_manyPushWhileTheDiskIsBusy_then_theyShareOneWrite() throws Exception {
        try (PushSource<Integer> source = open()) {
            source.push(-1);
            CountDownLatch isBusy = new CountDownLatch(1);
            CountDownLatch goesOn = new CountDownLatch(1);
            AtomicInteger syncs = new AtomicInteger();
            disk.faults(call -> {
                if (call.operation() == Operation.SYNC && syncs.incrementAndGet() == 1) {
                    isBusy.countDown();
                    awaitQuietly(goesOn);
                }
                return Fault.NONE;
            });
            List<Thread> pushing = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int row = i;
                Thread thread = new Thread(() -> source.push(row));
                thread.start();
                pushing.add(thread);
                if (i == 0) {
                    isBusy.await();
                }
            }
            for (Thread thread : pushing) {
                while (thread.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
            goesOn.countDown();
            for (Thread thread : pushing) {
                thread.join();
            }
            assertThat(syncs).hasValue(2);
            try (SourceDriver<Integer> driver = source.open(context)) {
                assertThat(SourceRun.read(
                                driver,
                                driver.plan(driver.start(), SourceLimit.NONE).splits()))
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(-1, 20).boxed().toList());
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void when_aWriteFails_then_nobodyPushesMoreUntilItIsOpenedAgainAndWhatWasPushedIsThere() throws Exception {
        try (PushSource<String> source = open()) {
            source.push("a");
            disk.faults(FaultPlan.nth(Operation.SYNC, 1, Fault.failure(Fault.Moment.BEFORE)));

            TidewheelException unknown = catchThrowableOfType(TidewheelException.class, () -> source.push("b"));

            assertThat(unknown.kind()).isEqualTo(Kind.RESOURCE);
            assertThat(unknown).hasMessageStartingWith("pushing failed: nobody knows whether /log has got 1 rows: ");
            assertThatThrownBy(() -> source.push("c"))
                    .hasMessageStartingWith("nothing was written, because an earlier push to /log failed (")
                    .hasMessageEndingWith("; close the push source and open it again");
        }
        try (PushSource<String> again = open();
                SourceDriver<String> driver = again.open(context)) {
            again.push("d");
            assertThat(SourceRun.read(
                            driver,
                            driver.plan(driver.start(), SourceLimit.NONE).splits()))
                    .startsWith("a")
                    .endsWith("d")
                    .doesNotContain("c");
        }
    }

    @Test
    void when_theQueryHasGoneOn_then_filesAreDeletedAndAnOlderOrNewerCheckpointIsRefused() throws Exception {
        try (PushSource<String> source = open();
                SourceDriver<String> driver = source.open(context)) {
            for (int i = 0; i < 20; i++) {
                source.push("row " + i + "x".repeat(100));
            }
            int files = disk.list("/log/journal").size();

            driver.commit(new Offset("15"));

            assertThat(disk.list("/log/journal")).hasSizeLessThan(files);
            assertThatThrownBy(() -> driver.plan(new Offset("0"), SourceLimit.NONE))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                    .hasMessageMatching(
                            "/log holds rows 1[0-5] to 20, but query 'q' goes on from row 0: the log and the"
                                    + " checkpoint do not belong together; restore both from one backup, or start from a new"
                                    + " checkpoint");
            assertThatThrownBy(() -> driver.plan(new Offset("21"), SourceLimit.NONE))
                    .hasMessageContaining("goes on from row 21");
            assertThat(Long.parseLong(driver.start().text())).isBetween(10L, 15L);
        }
    }

    @Test
    void when_itIsUsedWrongly_then_theMessageSaysWhatToDo() throws Exception {
        PushSource<Object> source = open();
        assertThatThrownBy(this::open)
                .hasMessageContaining(
                        "/log is held by process " + ProcessHandle.current().pid())
                .hasMessageContaining("stop that process first");
        assertThatThrownBy(() -> source.push(new Thread()))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                .hasMessageContaining("java.lang.Thread");
        SourceDriver<Object> driver = source.open(context);
        SourceContext other =
                new SourceContext("other", "s", context.storages(), Clock.SYSTEM, 1, context.state(), context.wake());
        assertThatThrownBy(() -> source.open(other))
                .hasMessage(
                        "rows pushed through /log: they are read by source 's' of query 'q'; give source 's' of query"
                                + " 'other' a log of its own, or use one stream twice in one query");
        driver.close();
        source.open(other).close();
        source.close();
        source.close();
        assertThatThrownBy(() -> source.push("x"))
                .hasMessage("the push source in /log is closed, so that nothing was written; open it again");
        assertThatThrownBy(() -> PushOptions.DEFAULT.withMaxUnreadRows(0)).hasMessageContaining("room for 0 rows");
        Files.writeString(folder.resolve("file"), "x");
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            assertThatThrownBy(() ->
                            PushSource.open(tidewheel, folder.resolve("file").toString()))
                    .hasMessageContaining("cannot hold a row log: it is a file");
            assertThatThrownBy(() -> PushSource.open(tidewheel, " ")).hasMessageContaining("empty path");
        }
    }
}
