package io.tidewheel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JdkObsolete") // users have linked lists
class CodecsTest {
    record Point(int x, long y, String name, DayOfWeek day, List<Point> more) {}

    static class Bag {
        int number = 3;
        final List<Object> things = new ArrayList<>();
        Map<String, Point> points = new HashMap<>();
        Object any = "any";

        @Override
        public boolean equals(Object other) {
            return other instanceof Bag bag
                    && number == bag.number
                    && things.equals(bag.things)
                    && points.equals(bag.points)
                    && any.equals(bag.any);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    static Stream<Object> values() {
        Point point = new Point(1, Long.MIN_VALUE, "añ€\uD800", DayOfWeek.FRIDAY, List.of());
        return Stream.of(
                "",
                "tide",
                "日本語",
                "x".repeat(100_000),
                "ü€".repeat(100_000),
                1,
                -1L,
                Long.MAX_VALUE,
                1.5,
                Double.NaN,
                2.5f,
                (short) 3,
                (byte) -4,
                'c',
                true,
                false,
                DayOfWeek.MONDAY,
                Pair.of("a", null),
                point,
                new Point(0, 0, "n", DayOfWeek.MONDAY, List.of(point, point)),
                Optional.empty(),
                Optional.of("x"),
                List.of(1, "two", 3.0),
                Arrays.asList(1, null),
                Collections.unmodifiableList(new LinkedList<>(List.of(1))),
                new LinkedList<>(List.of(1)),
                Set.of(1, 2, 3),
                new TreeSet<>(Set.of(3, 1, 2)),
                Map.of("a", 1),
                new TreeMap<>(Map.of("a", 1)),
                EnumSet.of(DayOfWeek.FRIDAY),
                Map.entry("k", "v"),
                new BigDecimal("1.20"),
                UUID.nameUUIDFromBytes(new byte[] {1}),
                Instant.ofEpochSecond(-5, 7),
                ZonedDateTime.ofInstant(Instant.ofEpochSecond(1), ZoneId.of("Europe/Berlin")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void when_valueIsWrittenAndRead_then_itIsEqual(Object value) {
        assertThat(Codecs.DEFAULT.fromBytes(Codecs.DEFAULT.toBytes(value))).isEqualTo(value);
        assertThat(Codecs.DEFAULT.copy(value)).isEqualTo(value);
        assertThat(Codecs.DEFAULT.heapBytes(value)).isNotNegative();
    }

    @Test
    void when_manyValuesAreStreamed_then_theyComeInOrder() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Object> values = new ArrayList<>(values().toList());
        values.add(new ArrayDeque<>(List.of(1)).peek());
        try (Codecs.Encoder out = Codecs.DEFAULT.encoder(bytes)) {
            for (int i = 0; i < 3; i++) {
                for (Object value : values) {
                    out.write(value);
                }
            }
        }
        try (Codecs.Decoder in = Codecs.DEFAULT.decoder(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (int i = 0; i < 3; i++) {
                for (Object value : values) {
                    assertThat(in.read()).isEqualTo(value);
                }
            }
            assertThat(in.isAtEnd()).isTrue();
        }
    }

    @Test
    void when_manyValuesAreAddedToOneArray_then_eachPieceIsThatOfTheValueAlone() {
        Codecs.ValueBytes bytes = Codecs.DEFAULT.valueBytes();
        Codecs.BytesValues read = Codecs.DEFAULT.bytesValues();
        bytes.add("cleared");
        bytes.clear();
        for (Object value : values().toList()) {
            int from = bytes.size();
            bytes.add(value);
            byte[] piece = Arrays.copyOfRange(bytes.array(), from, bytes.size());
            assertThat(piece).isEqualTo(Codecs.DEFAULT.toBytes(value));
            assertThat(read.of(bytes.array(), from, piece.length)).isEqualTo(value);
        }
    }

    @Test
    void when_oneOfManyValuesCannotBeWritten_then_nothingOfItIsAdded() {
        Codecs.ValueBytes bytes = Codecs.DEFAULT.valueBytes();
        bytes.addKey("first");
        int size = bytes.size();
        assertThatThrownBy(() -> bytes.add(Pair.of("half", new Bag()))).hasMessageContaining("Bag");
        assertThat(bytes.size()).isEqualTo(size);
        bytes.addKey("second");
        assertThat(Codecs.DEFAULT.bytesValues().of(bytes.array(), size, bytes.size() - size))
                .isEqualTo("second");
    }

    @Test
    void when_classIsRegistered_then_itsObjectsAreWrittenByField() {
        Codecs codecs = Codecs.builder().register(Bag.class).build();
        Bag bag = new Bag();
        bag.things.add(Pair.of("a", 1));
        bag.things.add(new Bag());
        bag.points.put("p", new Point(1, 2, "", DayOfWeek.MONDAY, List.of()));
        assertThat(codecs.fromBytes(codecs.toBytes(bag))).isEqualTo(bag);
        assertThat(codecs.copy(bag)).isEqualTo(bag).isNotSameAs(bag);
    }
}
