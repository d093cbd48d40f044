package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyHashTest {
    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    record Hit(String page, int hour, Colour colour) {}

    record Named(String name) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Named named && name.equalsIgnoreCase(named.name);
        }

        @Override
        public int hashCode() {
            return name.toLowerCase(java.util.Locale.ROOT).hashCode();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // the mistake that the test is about
    record WithArray(String name, byte[] digest) {}

    record Outer(WithArray inner) {}

    record Any(Object thing) {}

    record OwnWithEnum(Colour colour) {
        @Override
        public boolean equals(Object other) {
            return other instanceof OwnWithEnum own && colour == own.colour;
        }

        @Override
        public int hashCode() {
            return Objects.hash(colour);
        }
    }

    static class NoEquals {}

    @SuppressWarnings({"EqualsHashCode", "overrides"}) // the mistake that the test is about
    static class EqualsOnly {
        @Override
        public boolean equals(Object other) {
            return other instanceof EqualsOnly;
        }
    }

    static class WithEnumField {
        final Colour colour = Colour.RED;

        @Override
        public boolean equals(Object other) {
            return other instanceof WithEnumField field && field.colour == colour;
        }

        @Override
        public int hashCode() {
            return colour.hashCode();
        }
    }

    /** Pinned: other numbers mean another order of every aggregation, and data on disk that cannot be found. */
    static Stream<Arguments> pinned() {
        return Stream.of(
                Arguments.of(null, 0),
                Arguments.of("", 0),
                Arguments.of("tide", -1577694578),
                Arguments.of(1, 1364076727),
                Arguments.of(-1, -2114883783),
                Arguments.of(1L, -1269383940),
                Arguments.of(1.5, -2007118713),
                Arguments.of(1.5f, 261281703),
                Arguments.of('x', 163803048),
                Arguments.of((short) 7, 415870660),
                Arguments.of((byte) 7, 415870660),
                Arguments.of(true, 262886248),
                Arguments.of(Colour.RED, 2115908775),
                Arguments.of(Colour.GREEN, 1704881912),
                Arguments.of(DayOfWeek.MONDAY, 1392148174),
                Arguments.of(new Hit("/index", 7, Colour.GREEN), -3796847),
                Arguments.of(Pair.of("a", Colour.RED), -1191062095),
                Arguments.of(Optional.of(Colour.RED), 1714019741),
                Arguments.of(Optional.empty(), 1364076727),
                Arguments.of(List.of(Colour.RED, Colour.GREEN), -1821434993),
                Arguments.of(Set.of(Colour.RED, Colour.GREEN), 1809401563),
                Arguments.of(Map.of(Colour.RED, 1, Colour.GREEN, 2), -357999345),
                Arguments.of(Map.entry(Colour.RED, 1), -409858502),
                Arguments.of(new BigDecimal("1.20"), 956923028),
                Arguments.of(new BigInteger("123456789012345678901234567890"), -131645758),
                Arguments.of(new UUID(1, 2), -2047822809),
                Arguments.of(Instant.ofEpochSecond(5, 6), -1625431313),
                Arguments.of(Duration.ofMillis(7), 639675879),
                Arguments.of(LocalDate.of(2024, 2, 29), 732514001),
                Arguments.of(OffsetDateTime.of(2024, 2, 29, 1, 2, 3, 4, ZoneOffset.ofHours(2)), -1186661491),
                Arguments.of(ZonedDateTime.of(2024, 2, 29, 1, 2, 3, 4, ZoneId.of("Europe/Berlin")), -696413040));
    }

    @ParameterizedTest
    @MethodSource("pinned")
    void when_hashedInAnyJvm_then_theHashIsTheSame(Object key, int hash) {
        assertThat(KeyHash.of(key)).isEqualTo(hash);
    }

    @Test
    void when_keysAreEqual_then_hashesAre() {
        List<Object> list = new ArrayList<>(List.of("a", 1));
        assertThat(KeyHash.of(list))
                .isEqualTo(KeyHash.of(List.of("a", 1)))
                .isEqualTo(KeyHash.of(Arrays.asList("a", 1)));
        assertThat(KeyHash.of(new LinkedHashSet<>(List.of(3, 1, 2))))
                .isEqualTo(KeyHash.of(new TreeSet<>(Set.of(1, 2, 3))));
        assertThat(KeyHash.of(EnumSet.of(Colour.RED))).isEqualTo(KeyHash.of(Set.of(Colour.RED)));
        assertThat(KeyHash.of(new HashMap<>(Map.of("a", 1)))).isEqualTo(KeyHash.of(new TreeMap<>(Map.of("a", 1))));
        assertThat(KeyHash.of(new Named("Tide"))).isEqualTo(KeyHash.of(new Named("TIDE")));
        assertThat(KeyHash.of(Double.longBitsToDouble(0x7ff8000000000001L))).isEqualTo(KeyHash.of(Double.NaN));
        assertThat(KeyHash.of(-0.0)).isNotEqualTo(KeyHash.of(0.0));
        assertThat(KeyHash.ofInt(7)).isEqualTo(KeyHash.of(7));
        assertThat(KeyHash.ofLong(7)).isEqualTo(KeyHash.of(7L));
        assertThat(KeyHash.ofDouble(7)).isEqualTo(KeyHash.of(7.0));
    }

    @Test
    void when_keysCount_then_everyPartitionGetsItsShare() {
        List<Function<Integer, Object>> keys = List.of(
                i -> i, i -> i * 1024, i -> (long) i << 32, i -> "key" + i, i -> (double) i, i -> Pair.of(i, i));
        for (Function<Integer, Object> key : keys) {
            int[] top = new int[64];
            int[] low = new int[64];
            for (int i = 0; i < 64_000; i++) {
                int hash = KeyHash.of(key.apply(i));
                top[hash >>> 26]++;
                low[hash & 63]++;
            }
            assertThat(Arrays.stream(top)).allMatch(count -> count > 850 && count < 1150);
            assertThat(Arrays.stream(low)).allMatch(count -> count > 850 && count < 1150);
        }
    }

    static Stream<Arguments> refused() throws Exception {
        return Stream.of(
                Arguments.of(
                        new byte[1],
                        "byte[] cannot be a key: arrays are equal only to themselves; use a List or java.nio.ByteBuffer"),
                Arguments.of(
                        new String[1],
                        "java.lang.String[] cannot be a key: arrays are equal only to themselves; use a List or a record"),
                Arguments.of(
                        new NoEquals(),
                        "io.tidewheel.codec.KeyHashTest.NoEquals cannot be a key: it inherits equals from Object, so two"
                                + " equal values are two keys; make it a record or give it equals and hashCode over its"
                                + " value"),
                Arguments.of(
                        new EqualsOnly(),
                        "io.tidewheel.codec.KeyHashTest.EqualsOnly cannot be a key: it inherits hashCode from Object, so"
                                + " two equal values are two keys; make it a record or give it equals and hashCode over its"
                                + " value"),
                Arguments.of(
                        new WithEnumField(),
                        "io.tidewheel.codec.KeyHashTest.WithEnumField cannot be a key: its own hashCode would take in the"
                                + " enum 'colour', which hashes differently in each JVM; make it a record without equals"
                                + " and hashCode of its own"),
                Arguments.of(
                        new OwnWithEnum(Colour.RED),
                        "io.tidewheel.codec.KeyHashTest.OwnWithEnum cannot be a key: its own hashCode would take in the"
                                + " enum 'colour', which hashes differently in each JVM; make it a record without equals"
                                + " and hashCode of its own"),
                Arguments.of(
                        new Outer(new WithArray("a", new byte[0])),
                        "record io.tidewheel.codec.KeyHashTest.Outer cannot be a key because of its component 'inner':"
                                + " record io.tidewheel.codec.KeyHashTest.WithArray cannot be a key because of its"
                                + " component 'digest': byte[] cannot be a key: arrays are equal only to themselves; use a"
                                + " List or java.nio.ByteBuffer"),
                Arguments.of(
                        List.of(1).iterator(),
                        "java.util.ImmutableCollections.ListItr cannot be a key: it can be read only once; copy its"
                                + " elements into a List"),
                Arguments.of(
                        new URL("http://localhost/"),
                        "java.net.URL cannot be a key: its equals asks the network; use java.net.URI"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void when_typeCannotBeAKey_then_theErrorSaysWhatToDo(Object key, String message) {
        assertThatThrownBy(() -> KeyHash.check(key.getClass()))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(CONFIGURATION))
                .hasMessage(message);
        assertThatThrownBy(() -> KeyHash.check(key)).hasMessage(message);
        assertThatThrownBy(() -> KeyHash.of(key)).hasMessage(message);
        assertThatThrownBy(() -> KeyHash.of(List.of(key))).hasMessage(message);
        assertThatThrownBy(() -> KeyHash.of(new Any(key))).hasMessage(message);
    }

    @Test
    void when_otherTypesCannotBeKeys_then_theyAreRefused() {
        Function<String, String> function = text -> text;
        for (Object key : List.of(
                new java.util.Random(5),
                new AtomicLong(),
                new ArrayDeque<>(),
                function,
                Stream.of(1),
                new Object(),
                new Thread())) {
            assertThatThrownBy(() -> KeyHash.of(key)).hasMessageContaining(" cannot be a key: ");
        }
    }

    @Test
    void when_typeLeavesItOpen_then_itPasses() {
        for (Class<?> type : List.of(
                Object.class,
                List.class,
                Comparable.class,
                CharSequence.class,
                Colour.class,
                Hit.class,
                int.class,
                Any.class)) {
            assertThatCode(() -> KeyHash.check(type)).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> KeyHash.check(Iterator.class)).hasMessageContaining("read only once");
    }

    private record Holder(String name, List<Object> held) {}

    @Test
    void when_aKeyHoldsItself_then_theErrorSaysByWhichWay() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> KeyHash.of(list))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("an object of class java.util.ArrayList cannot be used as a key: it holds itself, by way of"
                        + " ArrayList -> ArrayList; refer to other objects by a key");
        List<Object> parts = new ArrayList<>();
        Holder holder = new Holder("outer", parts);
        parts.add(Map.of("self", Optional.of(holder)));
        for (Object key : List.of(holder, Pair.of("outside", holder))) {
            assertThatThrownBy(() -> KeyHash.check(key))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("Holder -> ArrayList -> Map -> Optional -> Holder");
        }
        assertThat(KeyHash.of(List.of(1))).isEqualTo(KeyHash.of(List.of(1)));
    }
}
