package io.tidewheel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopyTest {
    record Leaf(String name, int number) {}

    record Box(Leaf leaf, Object content) {}

    static class Counter {
        int count;
        final List<Leaf> leaves = new ArrayList<>();
    }

    private final Codecs codecs = Codecs.builder().register(Counter.class).build();

    @Test
    void when_valueCannotChange_then_theCopyIsTheSameObject() {
        for (Object value : Arrays.asList(
                null,
                "a",
                1L,
                2.5f,
                true,
                DayOfWeek.MONDAY,
                Instant.EPOCH,
                new BigDecimal("1.0"),
                new UUID(1, 2),
                new Leaf("l", 1),
                new Box(new Leaf("l", 1), Optional.of("x")),
                Pair.of("k", 7L),
                Pair.of("k", new Leaf("l", 1)),
                Optional.of(3))) {
            assertThat(Codecs.isImmutable(value)).as("%s", value).isTrue();
            assertThat(codecs.copy(value)).isSameAs(value);
        }
    }

    @Test
    void when_valueCanChange_then_nothingOfTheCopyIsShared() {
        for (Object value : List.of(
                new ArrayList<>(List.of(1)),
                List.of(new java.util.concurrent.atomic.AtomicLong()),
                new int[1],
                new Box(new Leaf("l", 1), new ArrayList<>()),
                Pair.of("k", new ArrayList<>()),
                Optional.of(new int[1]),
                new Counter())) {
            assertThat(Codecs.isImmutable(value)).as("%s", value).isFalse();
            assertThat(codecs.copy(value))
                    .isNotSameAs(value)
                    .isInstanceOf(value.getClass().isRecord() ? value.getClass() : Object.class);
        }
        Map<String, List<Integer>> map = new HashMap<>(Map.of("a", new ArrayList<>(List.of(1))));
        Map<String, List<Integer>> copy = codecs.copy(map);
        map.get("a").add(2);
        assertThat(copy).isEqualTo(Map.of("a", List.of(1)));
        Box box = new Box(new Leaf("l", 1), new ArrayList<>());
        assertThat(codecs.copy(box).leaf()).isSameAs(box.leaf());
        Counter counter = new Counter();
        counter.leaves.add(box.leaf());
        Counter other = codecs.copy(counter);
        counter.leaves.clear();
        assertThat(other.leaves).containsExactly(box.leaf());
        assertThat(other.leaves.get(0)).isSameAs(box.leaf());
    }

    @Test
    void when_heapIsEstimated_then_itIsNearTheTruth() {
        assertThat(codecs.heapBytes("tide")).isEqualTo(48);
        assertThat(codecs.heapBytes(1L)).isEqualTo(24);
        assertThat(codecs.heapBytes(1)).isEqualTo(16);
        assertThat(codecs.heapBytes(DayOfWeek.MONDAY)).isZero();
        assertThat(codecs.heapBytes(null)).isZero();
        assertThat(codecs.heapBytes(new Leaf("tide", 1))).isEqualTo(24 + 48);
        assertThat(codecs.heapBytes(Pair.of("tide", 1L))).isEqualTo(24 + 48 + 24);
        assertThat(codecs.heapBytes(new long[1000])).isEqualTo(8016);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            many.add("word " + i % 10);
        }
        assertThat(codecs.heapBytes(many)).isBetween(4_800_000L, 6_000_000L);
        assertThat(codecs.heapBytes(new Counter())).isBetween(32L, 1000L);
        assertThat(codecs.heapBytes(new Object())).isEqualTo(16);
    }

    private record Link(int number, @Nullable Link next) {}

    @Test
    void when_aRecordNestsTooDeep_then_itIsNotTakenForImmutableAndTheErrorSaysWhatToDo() throws Exception {
        Link chain = null;
        for (int i = 0; i < 100_000; i++) {
            chain = new Link(i, chain);
        }
        Link deep = chain;
        assertThat(Codecs.isImmutable(deep)).isFalse();
        assertThatThrownBy(() -> Codecs.DEFAULT.copy(deep))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("CopyTest$Link cannot be copied: it holds itself, or nests too deep")
                .hasMessageContaining("refer to other objects by a key");
    }

    private record Cyclic(String name, List<Object> held) {}

    @Test
    void when_aRecordHoldsItself_then_theErrorSaysByWhichWay() {
        List<Object> held = new ArrayList<>();
        Cyclic cyclic = new Cyclic("outer", held);
        held.add(Map.of("self", new Object[] {cyclic}));
        assertThatThrownBy(() -> Codecs.DEFAULT.copy(cyclic))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("CopyTest$Cyclic cannot be copied")
                .hasMessageContaining("by way of Cyclic -> ArrayList -> Map -> Object[] -> Cyclic");
    }
}
