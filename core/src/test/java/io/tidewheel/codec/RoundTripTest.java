package io.tidewheel.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Pair;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
    record Row(boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, Object j) {}

    enum ByLength implements Comparator<String> {
        INSTANCE;

        @Override
        public int compare(String left, String right) {
            return left.length() - right.length();
        }
    }

    private static Object trip(Object value) {
        return Codecs.DEFAULT.fromBytes(Codecs.DEFAULT.toBytes(value));
    }

    /** Every type once more, by class and content, since some have no equals of their own. */
    @Test
    void when_typeHasACodec_then_classAndContentComeBack() {
        LocalDateTime time = LocalDateTime.of(-2024, 2, 29, 23, 59, 58, 999_999_999);
        ZonedDateTime twice = ZonedDateTime.ofLocal(
                LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Berlin"), ZoneOffset.ofHours(1));
        List<Object> values = new ArrayList<>(List.of(
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("-1E+40"),
                URI.create("hdfs://host/a%20b"),
                Locale.GERMANY,
                OptionalInt.of(3),
                OptionalLong.empty(),
                OptionalDouble.of(0.1),
                Duration.ofSeconds(-3, 5),
                Period.of(1, -2, 3),
                time,
                time.toLocalDate(),
                time.toLocalTime(),
                time.atOffset(ZoneOffset.ofHoursMinutes(-5, -30)),
                OffsetTime.of(time.toLocalTime(), ZoneOffset.MAX),
                twice,
                ZoneOffset.UTC,
                ZoneId.of("Asia/Tokyo"),
                Year.of(-5),
                YearMonth.of(2024, 12),
                MonthDay.of(2, 29),
                BitSet.valueOf(new long[] {5, 0, 1}),
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                new EnumMap<>(Map.of(DayOfWeek.FRIDAY, 1)),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                new boolean[] {true, false},
                new byte[100_000],
                new short[] {1, -1},
                new char[] {'a', '€'},
                new int[5000],
                LongStream.range(-3000, 3000).toArray(),
                new float[] {Float.NaN, -0.0f},
                new double[] {Double.NaN, -0.0},
                new String[] {"a", null},
                new Object[] {1, "b", new int[] {3}},
                new Integer[][] {{1}, null},
                new Pair<?, ?>[] {Pair.of(1, 2)}));
        values.add(new Row(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7.0, "i", null));
        for (Object value : values) {
            Object back = trip(value);
            Object copy = Codecs.DEFAULT.copy(value);
            assertThat(back.getClass()).isEqualTo(value.getClass());
            assertThat(Arrays.deepEquals(new Object[] {back, copy}, new Object[] {value, value}))
                    .as("%s", value)
                    .isTrue();
        }
    }

    @Test
    void when_valueHasNoEquals_then_itsContentComesBack() {
        assertThat(trip(new StringBuilder("edit").reverse())).hasToString("tide");
        assertThat(trip(new AtomicInteger(-3))).hasToString("-3");
        assertThat(trip(new AtomicLong(1L << 40))).hasToString("1099511627776");
        assertThat(trip(new AtomicBoolean(true))).hasToString("true");
        assertThat(((ArrayDeque<?>) trip(new ArrayDeque<>(List.of(3, 1, 2)))).toArray())
                .containsExactly(3, 1, 2);
        PriorityQueue<Integer> queue = new PriorityQueue<>(Collections.reverseOrder());
        queue.addAll(List.of(3, 1, 2, 5));
        PriorityQueue<?> back = (PriorityQueue<?>) trip(queue);
        assertThat(back.toArray()).isEqualTo(queue.toArray());
        assertThat((Object) back.poll()).isEqualTo(5);
    }

    @Test
    void when_collectionIsSorted_then_itsOrderComesBack() {
        TreeSet<String> reverse = new TreeSet<>(Collections.reverseOrder());
        reverse.addAll(List.of("a", "b"));
        TreeMap<String, Integer> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        folded.put("Tide", 1);
        TreeSet<String> byLength = new TreeSet<>(ByLength.INSTANCE);
        byLength.addAll(List.of("bb", "a"));
        assertThat((Set<?>) trip(reverse)).hasToString("[b, a]");
        assertThat(((Map<?, ?>) trip(folded)).get("TIDE")).isEqualTo(1);
        assertThat(((TreeSet<?>) trip(byLength)).comparator()).isEqualTo(ByLength.INSTANCE);
        assertThat((Set<?>) trip(Collections.unmodifiableSortedSet(reverse)))
                .isInstanceOf(TreeSet.class)
                .hasToString("[b, a]");
        assertThat(trip(new TreeMap<>(Map.of(1, 2, 3, 4)).headMap(3))).isEqualTo(new TreeMap<>(Map.of(1, 2)));
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_hashCollectionsComeBack_then_theyIterateInTheSameOrder(long seed) {
        Random random = new Random(seed);
        Map<Object, Object> map = new HashMap<>();
        Set<Object> set = new HashSet<>();
        for (int i = random.nextInt(200); i > 0; i--) {
            map.put("k" + random.nextInt(), i);
            set.add(random.nextInt());
        }
        assertThat(trip(map)).as("seed %d", seed).hasToString(map.toString());
        assertThat(trip(set)).as("seed %d", seed).hasToString(set.toString());
        assertThat(Codecs.DEFAULT.copy(map)).as("seed %d", seed).hasToString(map.toString());
        assertThat(Codecs.DEFAULT.copy(set)).as("seed %d", seed).hasToString(set.toString());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_randomValuesAreStreamed_then_theyComeBack(long seed) throws IOException {
        Random random = new Random(seed);
        List<Object> values = Stream.generate(() -> value(random, 4)).limit(300).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Codecs.Encoder out = Codecs.DEFAULT.encoder(Frames.compress(bytes, Compression.LZ4))) {
            for (Object value : values) {
                out.write(value);
                out.writeLong(seed);
                out.writeInt(-3);
                out.writeDouble(0.5);
            }
        }
        InputChunks in = new InputChunks(bytes.toByteArray(), random);
        try (Codecs.Decoder decoder = Codecs.DEFAULT.decoder(Frames.expand(in, "seed " + seed))) {
            for (Object value : values) {
                assertThat(decoder.read()).as("seed %d", seed).isEqualTo(value);
                assertThat(decoder.readLong()).isEqualTo(seed);
                assertThat(decoder.readInt()).isEqualTo(-3);
                assertThat(decoder.readDouble()).isEqualTo(0.5);
                assertThat(Codecs.DEFAULT.copy(value)).as("seed %d", seed).isEqualTo(value);
                assertThat(Codecs.DEFAULT.heapBytes(value)).as("seed %d", seed).isBetween(0L, 100_000_000L);
            }
            assertThat(decoder.isAtEnd()).isTrue();
        }
    }

    /** Hands out as few bytes at a time as it likes. */
    private static final class InputChunks extends FilterInputStream {
        private final Random random;

        InputChunks(byte[] bytes, Random random) {
            super(new ByteArrayInputStream(bytes));
            this.random = random;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return super.read(bytes, from, Math.min(length, 1 + random.nextInt(5000)));
        }
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 12 : 20)) {
            case 0 -> random.nextInt() >> random.nextInt(32);
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> text(random);
            case 3 -> random.nextDouble();
            case 4 -> random.nextBoolean();
            case 5 -> DayOfWeek.of(1 + random.nextInt(7));
            case 6 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(20) - 10);
            case 7 -> new UUID(random.nextLong(), random.nextLong());
            case 8 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 9 -> LocalDate.ofEpochDay(random.nextInt(1_000_000) - 500_000);
            case 10 -> LocalTime.ofNanoOfDay(random.nextInt(1_000_000_000));
            case 11 ->
                OffsetDateTime.ofInstant(
                        Instant.ofEpochMilli(random.nextInt()), ZoneOffset.ofHours(random.nextInt(10)));
            case 12 -> Pair.of(value(random, depth - 1), value(random, depth - 1));
            case 13 -> new ArrayList<>(many(random, depth));
            case 14 -> new HashSet<>(many(random, depth));
            case 15 -> new ArrayDeque<>(many(random, depth)).peekLast() == null ? "none" : many(random, depth);
            case 16 -> {
                Map<Object, Object> map = random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>();
                many(random, depth).forEach(key -> map.put(key, value(random, depth - 1)));
                yield map;
            }
            default ->
                new Row(
                        random.nextBoolean(),
                        (byte) random.nextInt(),
                        (short) random.nextInt(),
                        (char) random.nextInt(),
                        random.nextInt(),
                        random.nextLong(),
                        random.nextFloat(),
                        random.nextGaussian(),
                        text(random),
                        random.nextBoolean() ? null : value(random, depth - 1));
        };
    }

    private static List<Object> many(Random random, int depth) {
        return Stream.generate(() -> value(random, depth - 1))
                .limit(random.nextInt(8))
                .toList();
    }

    /** Of one-byte and two-byte chars, and such as are half of a pair. */
    private static String text(Random random) {
        int limit = new int[] {128, 256, 0x10000}[random.nextInt(3)];
        int length = random.nextInt(20) == 0 ? 70_000 : random.nextInt(20);
        return random.ints(length, 0, limit)
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();
    }
}
