package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.LongDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions that misbehave, as their author sees it. */
class UserFunctionFaultsTest {
    private static final long MILLION = 1_000_000;
    private static final long BAD = 765_432;

    private static final CountDownLatch LOOPING = new CountDownLatch(1);
    private static volatile boolean released;

    private final Tidewheel session = Tidewheel.builder()
            .master("local[2]")
            .config(Keys.CANCEL_GRACE, Duration.ofMillis(200))
            .open();

    @AfterEach
    void close() {
        session.close();
    }

    private static <T extends Comparable<T>> T refuse(T bad, T row) {
        if (row.compareTo(bad) == 0) {
            throw new IllegalStateException("cannot do " + row);
        }
        return row;
    }

    private static TidewheelException failure(ThrowingCallable job) {
        TidewheelException e = catchThrowableOfType(TidewheelException.class, job);
        assertThat(e).as("the job's failure").isNotNull();
        return e;
    }

    private static void tells(TidewheelException e, String partition, String position) {
        assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION);
        assertThat(e)
                .hasMessageContaining(partition)
                .hasMessageContaining(position)
                .hasMessageContaining("java.lang.IllegalStateException: cannot do ")
                .hasMessageEndingWith("; correct the function, or filter out the record it fails on")
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void when_aCollectionHasOneBadRecordInAMillion_then_theErrorNamesPartitionAndRecord() {
        List<Long> rows = LongStream.range(0, MILLION).boxed().toList();
        tells(
                failure(() ->
                        session.parallelize(rows, 4).map(x -> refuse(BAD, x)).count()),
                "stage 0, partition 3, attempt 0",
                ", at record 15433 ");
    }

    @Test
    void when_aRangeHasOneBadRecordInAMillion_then_theErrorNamesPartitionAndRecord() {
        tells(
                failure(() ->
                        session.range(0, MILLION, 1, 4).map(x -> refuse(BAD, x)).count()),
                "partition 3",
                ", at record 15433 ");
    }

    @Test
    void when_theBadRecordCameThroughAnExchange_then_theErrorNamesPartitionAndRecord() {
        Dataset<Long> dealt = session.range(0, MILLION, 1, 4).boxed().repartition(3);
        tells(
                failure(() -> dealt.map(x -> refuse(BAD, x)).count()),
                "stage 1, partition ",
                " of those from partition 3");

        Dataset<Long> sorted = session.range(0, MILLION, 1, 4).boxed().sortBy(x -> x);
        tells(failure(() -> sorted.map(x -> refuse(BAD, x)).count()), "partition 3", " after the exchange threw");
    }

    @Test
    void when_theBadRecordIsTheResultOfAKey_then_theErrorNamesPartitionAndRecord() {
        KeyedDataset<Long, Long> keyed = session.range(0, 100_000, 1, 4).boxed().keyBy(x -> x % 1000);
        tells(
                failure(() -> keyed.reduceByKey(Long::sum)
                        .map((k, v) -> refuse(432L, k))
                        .count()),
                "stage 1, partition ",
                " after the exchange threw");
        tells(
                failure(() -> keyed.groupByKey().map((k, v) -> refuse(432L, k)).count()),
                "stage 1, partition ",
                " after the exchange threw");
    }

    @Test
    void when_reducingFailsOnARecord_then_theErrorNamesItOrHowFarBackItMayBe() {
        KeyedDataset<Long, Long> few = session.range(0, MILLION, 1, 4).boxed().keyBy(x -> x % 1000);
        tells(failure(() -> few.reduceByKey((a, b) -> refuse(BAD, b)).count()), "partition 3", ", at record 15433 ");

        long late = 955_432; // not the first of its key in partition 3
        KeyedDataset<Long, Long> many = session.range(0, MILLION, 1, 4).boxed().keyBy(x -> x % 60_000);
        TidewheelException e =
                failure(() -> many.reduceByKey((a, b) -> refuse(late, b)).count());
        tells(e, "partition 3", " rows before it threw");
        Matcher found = Pattern.compile(", at record (\\d+) or one of the (\\d+) rows before it ")
                .matcher(String.valueOf(e.getMessage()));
        assertThat(found.find()).isTrue();
        int record = Integer.parseInt(found.group(1));
        assertThat(205433).isBetween(record - Integer.parseInt(found.group(2)), record);
    }

    @Test
    void when_theBadRecordIsCached_then_theErrorNamesPartitionAndRecord() {
        Dataset<Long> cached = session.range(0, MILLION, 1, 4).boxed().cache();
        cached.count();
        tells(failure(() -> cached.map(x -> refuse(BAD, x)).count()), "partition 3", ", at record 15433 ");
    }

    @Test
    void when_theBadRecordIsMetWhileCaching_then_theErrorNamesPartitionAndRecord() {
        LongDataset cached =
                session.range(0, MILLION, 1, 4).map(x -> refuse(BAD, x)).cache();
        tells(failure(cached::count), "partition 3", ", at record 15433 ");
    }

    @Test
    void when_anIteratorOverAPartitionThrows_then_theErrorNamesPartitionAndRecord() {
        Dataset<Long> rows = session.range(0, 1000, 1, 4).boxed();
        tells(
                failure(() -> rows.mapPartitions(all -> {
                            while (all.hasNext()) {
                                refuse(765L, all.next());
                            }
                            return all;
                        })
                        .count()),
                "partition 3",
                ", at record 16 ");
    }

    /** Has a message only in theory. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException("no message");
        }
    }

    @Test
    void when_theExceptionCannotTellItsMessage_then_theErrorNamesItsClass() {
        TidewheelException e = failure(() -> session.range(0, 10)
                .map(x -> {
                    throw new Unspeakable();
                })
                .count());
        assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION);
        assertThat(e)
                .hasMessageContaining("Unspeakable (its message cannot be had: ")
                .hasCauseInstanceOf(Unspeakable.class);
    }

    @Test
    void when_mapPartitionsReturnsNull_then_theErrorSaysWhatToReturn() {
        assertThat(failure(() ->
                        session.range(0, 10).boxed().mapPartitions(rows -> null).count()))
                .hasMessageContaining("mapPartitions returned null")
                .hasMessageContaining("instead of");
    }

    @Test
    void when_mapToPairReturnsNull_then_theErrorSaysWhatToReturn() {
        assertThat(failure(
                        () -> session.range(0, 10).boxed().mapToPair(x -> null).count()))
                .hasMessageContaining("mapToPair returned null")
                .hasMessageContaining("instead of");
    }

    @Test
    void when_aFunctionPrints_then_itGoesToStandardOutput() {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            session.range(0, 100).boxed().forEach(x -> System.out.println("row " + x));
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 100).mapToObj(x -> "row " + x).toList());
    }

    @Test
    void when_aFunctionLoopsForEver_then_anotherThreadCancelsItsGroupAndTheSessionLivesOn() throws Exception {
        // Given
        CompletableFuture<Long> job = CompletableFuture.supplyAsync(() -> {
            session.groupJobs("endless");
            return session.range(0, 4, 1, 4)
                    .map(x -> {
                        LOOPING.countDown();
                        while (!released) {
                            Thread.onSpinWait();
                        }
                        return x;
                    })
                    .count();
        });
        assertThat(LOOPING.await(60, TimeUnit.SECONDS)).isTrue();
        // When
        session.cancelGroup("endless", "nobody waits for it");
        // Then
        try {
            assertThatThrownBy(job::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("cancelled")
                    .hasMessageContaining("nobody waits for it");
            assertThat(session.range(0, 10).count()).isEqualTo(10);
        } finally {
            released = true;
        }
    }

    @Test
    void when_anActionIsCalledInsideAFunction_then_theErrorSaysWhatToDo() {
        LongDataset other = session.range(0, 3);
        TidewheelException e =
                failure(() -> session.range(0, 10).map(x -> x + other.count()).collect());
        assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION);
        assertThat(e)
                .hasMessageContaining("count was called inside a function")
                .hasMessageContaining("compute the value before")
                .hasMessageContaining("join the two datasets");
    }

    @Test
    void when_aFunctionCapturesTheSessionOrADataset_then_strictSessionsRefuseItWhenGiven() {
        try (Tidewheel strict =
                Tidewheel.builder().master("local[2]").config(Keys.STRICT, true).open()) {
            LongDataset other = strict.range(0, 3);
            assertThat(failure(() -> strict.range(0, 10).map(x -> x + other.count())))
                    .hasMessageContaining("the function given to map cannot be sent to tasks")
                    .hasMessageContaining("datasets exist on the driver only");
            assertThat(failure(() -> strict.range(0, 10).boxed().map(x -> strict.name() + x)))
                    .hasMessageContaining("io.tidewheel.api.Tidewheel;")
                    .hasMessageContaining("broadcast it, or join the two datasets");
        }
    }

    /** Equal only to itself. */
    private static final class Plain {}

    @Test
    void when_aKeyHasNoEquals_then_itIsRefusedWhenDefined() {
        Dataset<Long> rows = session.range(0, 10).boxed();
        for (ThrowingCallable definition : List.<ThrowingCallable>of(
                () -> rows.keyBy(x -> new Plain()),
                () -> rows.keyBy(x -> new Plain(), x -> x),
                () -> rows.groupBy(x -> new Plain()),
                () -> rows.keyBy(x -> x).keyBy((k, v) -> new Plain()))) {
            TidewheelException e = failure(definition);
            assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION);
            assertThat(e)
                    .hasMessageContaining("Plain cannot be a key: it inherits equals from Object")
                    .hasMessageContaining("make it a record or give it equals and hashCode");
        }
    }

    @Test
    void when_onlyTheRowsShowThatAKeyHasNoEquals_then_theFirstOneIsRefused() {
        Dataset<Long> rows = session.range(0, 10).boxed();
        assertThat(failure(() -> rows.mapToPair(x -> new Pair<>(new Plain(), x))
                        .reduceByKey(Long::sum)
                        .count()))
                .hasMessageContaining("Plain cannot be a key: it inherits equals from Object");
    }
}
