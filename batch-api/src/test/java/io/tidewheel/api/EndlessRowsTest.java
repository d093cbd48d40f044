package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.config.Keys;
import io.tidewheel.error.TidewheelException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows without end that come from one record, or from one iterator. */
class EndlessRowsTest {
    private static volatile CountDownLatch begun = new CountDownLatch(1);

    // what does not stop by itself is given up on after the grace only
    private final Tidewheel tw = Tidewheel.builder()
            .master("local[2]")
            .config(Keys.CANCEL_GRACE, Duration.ofSeconds(30))
            .open();

    @AfterEach
    void close() {
        tw.close();
    }

    private static Iterator<Long> endless() {
        begun.countDown();
        return LongStream.iterate(0, i -> i + 1).iterator();
    }

    private static Dataset<Integer> one(Tidewheel session) {
        return session.parallelize(List.of(1), 1);
    }

    private static Arguments form(String name, Function<Tidewheel, Rows<?>> rows) {
        return Arguments.of(name, rows);
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                form("mapPartitions", tw -> one(tw).mapPartitions(each -> endless())
                        .filter(x -> x < 0)),
                form("mapPartitions, pulled", tw -> one(tw).mapPartitions(each -> endless())
                        .filter(x -> x < 0)
                        .mapPartitions(each -> each)),
                form("mapPartitionsWithIndex", tw -> one(tw).mapPartitionsWithIndex((p, each) -> endless())
                        .filter(x -> x < 0)),
                form("zipPartitions", tw -> one(tw).zipPartitions(one(tw), (a, b) -> endless())
                        .filter(x -> x < 0)),
                form("flatMap", tw -> one(tw).flatMap(x -> (Iterable<Long>) EndlessRowsTest::endless)
                        .filter(x -> x < 0)),
                form("flatMap, pulled", tw -> one(tw).flatMap(x -> (Iterable<Long>) EndlessRowsTest::endless)
                        .filter(x -> x < 0)
                        .mapPartitions(each -> each)),
                form("flatMap, emitting", tw -> one(tw).<Long>flatMap((x, out) -> {
                            Iterator<Long> each = endless();
                            while (each.hasNext()) {
                                out.emit(each.next());
                            }
                        })
                        .filter(x -> x < 0)),
                form("flatMapStream", tw -> one(tw).flatMapStream(x -> {
                            begun.countDown();
                            return Stream.iterate(0L, i -> i + 1);
                        })
                        .filter(x -> x < 0)),
                form("flatMapToPair", tw -> one(tw).<Long, Long>flatMapToPair((x, out) -> {
                            Iterator<Long> each = endless();
                            while (each.hasNext()) {
                                out.emit(each.next(), 0L);
                            }
                        })
                        .filter((k, v) -> k < 0)),
                form("flatMap of keyed rows", tw -> one(tw).keyBy(x -> x)
                        .flatMap((k, v) -> (Iterable<Long>) EndlessRowsTest::endless)
                        .filter(x -> x < 0)),
                form("flatMap of keyed rows, emitting", tw -> one(tw).keyBy(x -> x)
                        .<Long>flatMap((k, v, out) -> {
                            Iterator<Long> each = endless();
                            while (each.hasNext()) {
                                out.emit(each.next());
                            }
                        })
                        .filter(x -> x < 0)),
                form("flatMapValues", tw -> one(tw).keyBy(x -> x)
                        .flatMapValues(v -> (Iterable<Long>) EndlessRowsTest::endless)
                        .filter((k, v) -> v < 0)),
                form("flatMapValues, emitting", tw -> one(tw).keyBy(x -> x)
                        .<Long>flatMapValues((v, out) -> {
                            Iterator<Long> each = endless();
                            while (each.hasNext()) {
                                out.emit(each.next());
                            }
                        })
                        .filter((k, v) -> v < 0)),
                form("sample", tw -> one(tw).filter(x -> endless().hasNext()).sample(true, 1e12)),
                form("sampleByKey", tw -> one(tw).keyBy(x -> endless().next()).sampleByKey(true, Map.of(0L, 1e12))),
                form("range, pulled", tw -> tw.range(0, Long.MAX_VALUE / 2)
                        .filter(x -> x < 0 || (x == 1 && !endless().hasNext()))
                        .boxed()
                        .mapPartitions(each -> each)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    @Timeout(15)
    void when_rowsHaveNoEnd_then_cancellingStopsThem(String name, Function<Tidewheel, Rows<?>> form) throws Exception {
        begun = new CountDownLatch(1);
        Rows<?> rows = form.apply(tw);
        CompletableFuture<Long> job = CompletableFuture.supplyAsync(rows::count);
        begun.await();
        tw.cancelAll("enough");
        assertThatThrownBy(job::get)
                .cause()
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.CANCELLED))
                .hasMessageContaining("was cancelled: enough");
    }
}
