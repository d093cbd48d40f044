package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.engine.exchange.RowOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderTest {
    record Hit(String path, long bytes, @Nullable Integer status) {}

    private static final Hit SMALL = new Hit("/a", 1, 200);
    private static final Hit LARGE = new Hit("/b", 9, null);
    private static final Hit LARGE_TOO = new Hit("/a", 9, 404);

    @Test
    void when_ordersAreCombined_then_theyCompareAsTheyRead() {
        assertThat(sorted(Order.by(Hit::bytes).reversed().thenBy(Hit::path), SMALL, LARGE, LARGE_TOO))
                .containsExactly(LARGE_TOO, LARGE, SMALL);
        assertThat(sorted(Order.by(Hit::path).then(Order.by(Hit::bytes).reversed()), SMALL, LARGE, LARGE_TOO))
                .containsExactly(LARGE_TOO, SMALL, LARGE);
        assertThat(sorted(Order.by(Hit::status, Order.<Integer>natural().nullsFirst()), SMALL, LARGE, LARGE_TOO))
                .containsExactly(LARGE, SMALL, LARGE_TOO);
        assertThat(sorted(Order.<Hit>of((l, r) -> Long.compare(l.bytes(), r.bytes())), LARGE, SMALL))
                .containsExactly(SMALL, LARGE);
    }

    @Test
    void when_nullsArePlaced_then_reversedMovesThemToo() {
        Order<String> order = Order.natural();

        assertThat(sorted(order.nullsFirst(), "b", null, "a")).containsExactly(null, "a", "b");
        assertThat(sorted(order.nullsLast(), "b", null, "a")).containsExactly("a", "b", null);
        assertThat(sorted(order.nullsFirst().reversed(), "b", null, "a")).containsExactly("b", "a", null);
        assertThatThrownBy(() -> sorted(order, "b", null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void when_functionThrows_then_theExceptionComesThroughAsItWas() {
        IOException thrown = new IOException("disk");
        Order<String> order = Order.by(text -> {
            throw thrown;
        });

        assertThatThrownBy(() -> order.compare("a", "b")).isSameAs(thrown);
    }

    @Test
    void when_madeTheSameWay_then_equal() {
        assertThat(Order.<String>natural().reversed().nullsLast())
                .isEqualTo(Order.<String>natural().reversed().nullsLast())
                .hasSameHashCodeAs(Order.<String>natural().reversed().nullsLast())
                .isNotEqualTo(Order.<String>natural().reversed().nullsFirst())
                .hasToString("natural order reversed, nulls last");
        assertThat(Order.<String>natural().reversed().reversed()).isEqualTo(Order.<String>natural());
    }

    @Test
    void when_serialised_then_itStillSorts() throws Exception {
        Order<Hit> order = Order.by(Hit::path).thenBy(Hit::bytes).reversed().nullsLast();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(order.rows());

        RowOrder copy = (RowOrder) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        List<@Nullable Object> rows = new ArrayList<>(Arrays.asList(SMALL, null, LARGE, LARGE_TOO));
        rows.sort(copy);
        assertThat(rows).containsExactly(LARGE, LARGE_TOO, SMALL, null);
        assertThat(copy.hasPrefix(SMALL)).isTrue();
    }

    @Test
    void when_nothingIsKnownOfAType_then_thereIsNoPrefix() {
        assertThat(Order.<String>of(String::compareTo).rows().hasPrefix("a")).isFalse();
        assertThat(Order.<java.math.BigInteger>natural().rows().hasPrefix(java.math.BigInteger.ONE))
                .isFalse();
        assertThat(Order.<String>natural().nullsFirst().rows().hasPrefix(null)).isFalse();
    }

    static Stream<Function<Random, Comparable<?>>> kinds() {
        String letters = "\0\1aAzé\u20ac\ud83d\udca9\uffff";
        double[] doubles = {
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_NORMAL,
            1,
            -1
        };
        return Stream.of(
                Random::nextLong,
                random -> edge(random.nextInt(6)),
                Random::nextInt,
                random -> (short) random.nextInt(),
                random -> (byte) random.nextInt(),
                random -> (char) random.nextInt(),
                Random::nextBoolean,
                random -> Double.longBitsToDouble(random.nextLong()),
                random -> doubles[random.nextInt(doubles.length)],
                random -> Float.intBitsToFloat(random.nextInt()),
                random -> (float) doubles[random.nextInt(doubles.length)],
                random -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = random.nextInt(7); i > 0; i--) {
                        text.append(letters.charAt(random.nextInt(letters.length())));
                    }
                    return text.toString();
                },
                random -> Instant.ofEpochSecond(random.nextLong() >> (9 + random.nextInt(50)), random.nextInt()),
                random -> random.nextBoolean() ? Instant.MIN : Instant.MAX,
                random -> Instant.ofEpochSecond((1L << 33) * (random.nextInt(3) - 1) - random.nextInt(2), 999_999_999),
                random -> LocalDate.ofEpochDay(random.nextInt()),
                random -> LocalDateTime.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000), ZoneOffset.UTC),
                random -> Duration.ofSeconds(random.nextLong() >> random.nextInt(64), random.nextInt()),
                random -> new UUID(random.nextLong() >> random.nextInt(64), random.nextLong()));
    }

    private static long edge(int i) {
        return new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE}[i];
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @SuppressWarnings({"unchecked", "rawtypes"}) // any comparable will do
    void when_prefixesDiffer_then_rowsDifferTheSameWay(Function<Random, Comparable> kind) {
        Random random = new Random(7);
        Order<Comparable> natural = (Order) Order.natural();
        List<Order<Comparable>> orders = List.of(
                natural,
                natural.reversed(),
                natural.nullsFirst(),
                natural.nullsLast().reversed(),
                Order.<Comparable, Comparable>by(value -> value).reversed().thenBy(value -> value));
        for (int i = 0; i < 3_000; i++) {
            Comparable left = kind.apply(random);
            Comparable right = kind.apply(random);
            for (Order<Comparable> order : orders) {
                RowOrder rows = order.rows();
                assertThat(rows.hasPrefix(left)).isTrue();
                agree(rows, left, right);
                if (order.toString().contains("null")) {
                    agree(rows, left, null);
                    agree(rows, null, right);
                }
            }
        }
    }

    private static void agree(RowOrder rows, @Nullable Object left, @Nullable Object right) {
        int byPrefix = Long.compare(rows.prefix(left), rows.prefix(right));
        if (byPrefix != 0) {
            assertThat(Integer.signum(rows.compare(left, right)))
                    .as("%s of %s and %s", rows, left, right)
                    .isEqualTo(byPrefix);
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static <T> List<T> sorted(Order<? super T> order, @Nullable T... rows) {
        List<T> list = new ArrayList<>(Arrays.asList(rows));
        list.sort(order);
        return list;
    }
}
