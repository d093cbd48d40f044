package io.tidewheel.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.IteratorCursor;
import io.tidewheel.engine.exchange.ExchangeRun;
import io.tidewheel.engine.plan.Zipper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyedOperatorsTest {
    private static final List<Object> LEFT = List.of(Pair.of(1, 1), Pair.of(1, 2), Pair.of(2, 1), Pair.of(3, 1));
    private static final List<Object> RIGHT =
            List.of(Pair.of(1, "x"), Pair.of(2, "y"), Pair.of(2, "z"), Pair.of(4, "w"));

    @TempDir
    private Path directory;

    static Stream<Long> memories() {
        return LongStream.of(16 << 10, 300_000, 1 << 30).boxed();
    }

    @Test
    void case_J4_joins() throws Exception {
        assertThat(joined(JoinKind.INNER, LEFT, RIGHT, 1 << 30))
                .containsExactlyInAnyOrder("1:1x", "1:2x", "2:1y", "2:1z");
        assertThat(joined(JoinKind.LEFT, LEFT, RIGHT, 1 << 30))
                .containsExactlyInAnyOrder("1:1x", "1:2x", "2:1y", "2:1z", "3:1null");
        assertThat(joined(JoinKind.RIGHT, LEFT, RIGHT, 1 << 30))
                .containsExactlyInAnyOrder("1:1x", "1:2x", "2:1y", "2:1z", "4:nullw");
        assertThat(joined(JoinKind.FULL, LEFT, RIGHT, 1 << 30))
                .containsExactlyInAnyOrder("1:1x", "1:2x", "2:1y", "2:1z", "3:1null", "4:nullw");
    }

    @Test
    void case_J4_cogroup() throws Exception {
        assertThat(zipped(new CoGroupZipper(), LEFT, RIGHT, 1 << 30, row -> row))
                .containsExactlyInAnyOrder(
                        Pair.of(1, Pair.of(List.of(1, 2), List.of("x"))),
                        Pair.of(2, Pair.of(List.of(1), List.of("y", "z"))),
                        Pair.of(3, Pair.of(List.of(1), List.of())),
                        Pair.of(4, Pair.of(List.of(), List.of("w"))));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void when_rowsAreGrouped_then_keysAndValuesAreInOrder(long memory) throws Exception {
        for (double hot : new double[] {0, 0.9}) {
            List<Object> rows = rows(new Random(2), 20_000, 1_500, hot);
            Map<Object, List<Object>> model = new LinkedHashMap<>();
            for (Object row : rows) {
                Pair<?, ?> pair = (Pair<?, ?>) row;
                model.computeIfAbsent(String.valueOf(pair.key()), key -> new ArrayList<>())
                        .add(pair.value());
            }
            try (ExchangeRun run = new ExchangeRun(memory, directory)) {
                Map<Object, List<Object>> found = new LinkedHashMap<>();
                List<Long> hashes = new ArrayList<>();
                run.task(0, context -> {
                    Cursor sorted = new HashOrderStep().open(new IteratorCursor(rows.iterator()), context);
                    try (Cursor groups = new GroupStep().open(sorted, context)) {
                        groups.drain(new io.tidewheel.engine.cursor.PairSink() {
                            @Override
                            public void accept(@Nullable Object key, @Nullable Object value) {
                                hashes.add(Integer.toUnsignedLong(KeyHash.of(key)));
                                assertThat(found.put(String.valueOf(key), twice((Iterable<?>) value)))
                                        .isNull();
                            }
                        });
                    }
                    return null;
                });
                assertThat(found).isEqualTo(model);
                assertThat(hashes).isSorted();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void when_sidesAreJoined_then_rowsAreAsInTheModel(long memory) throws Exception {
        for (double hot : new double[] {0, 0.9}) {
            List<Object> left = rows(new Random(5), 60, 400, hot);
            List<Object> right = rows(new Random(6), 3_000, 400, hot);
            for (JoinKind kind : JoinKind.values()) {
                assertThat(joined(kind, left, right, memory).stream()
                                .sorted()
                                .toList()
                                .equals(model(kind, left, right).stream()
                                        .sorted()
                                        .toList()))
                        .as(kind + " " + hot)
                        .isTrue();
            }
        }
    }

    private static List<Object> twice(Iterable<?> values) {
        List<Object> first = new ArrayList<>();
        values.forEach(first::add);
        List<Object> second = new ArrayList<>();
        values.forEach(second::add);
        assertThat(second).isEqualTo(first);
        return first;
    }

    private static List<Object> rows(Random random, int count, int keys, double hot) {
        List<Object> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            int key = random.nextDouble() < hot ? 0 : random.nextInt(keys);
            rows.add(new Pair<>(key == 7 ? null : key % 3 == 0 ? new Colliding(key) : (Object) key, "v" + row));
        }
        return rows;
    }

    private List<Object> joined(JoinKind kind, List<Object> left, List<Object> right, long memory) throws Exception {
        JoinZipper zipper = new JoinZipper(kind, (key, v, w) -> "" + v + w);
        return zipped(zipper, left, right, memory, row -> ((Pair<?, ?>) row).key() + ":" + ((Pair<?, ?>) row).value());
    }

    private interface Reading {
        Object read(Object row);
    }

    private List<Object> zipped(Zipper zipper, List<Object> left, List<Object> right, long memory, Reading reading)
            throws Exception {
        try (ExchangeRun run = new ExchangeRun(memory, directory)) {
            return run.task(0, context -> {
                Cursor leftRows = new HashOrderStep().open(new IteratorCursor(left.iterator()), context);
                Cursor rightRows = new HashOrderStep().open(new IteratorCursor(right.iterator()), context);
                try (Cursor rows = zipper.open(leftRows, rightRows, context)) {
                    return ExchangeRun.collect(rows).stream().map(reading::read).toList();
                }
            });
        }
    }

    private static List<Object> model(JoinKind kind, List<Object> left, List<Object> right) {
        List<Object> rows = new ArrayList<>();
        Map<Object, List<Object>> lefts = grouped(left);
        Map<Object, List<Object>> rights = grouped(right);
        Set<Object> keys = new LinkedHashSet<>(lefts.keySet());
        keys.addAll(rights.keySet());
        for (Object key : keys) {
            Collection<Object> vs = lefts.getOrDefault(key, kind.keepsRight() ? List.of("null") : List.of());
            Collection<Object> ws = rights.getOrDefault(key, kind.keepsLeft() ? List.of("null") : List.of());
            vs.forEach(v -> ws.forEach(w -> rows.add(key + ":" + v + w)));
        }
        return rows;
    }

    private static Map<Object, List<Object>> grouped(List<Object> rows) {
        Map<Object, List<Object>> groups = new LinkedHashMap<>();
        for (Object row : rows) {
            Pair<?, ?> pair = (Pair<?, ?>) row;
            groups.computeIfAbsent(String.valueOf(pair.key()), key -> new ArrayList<>())
                    .add(pair.value());
        }
        return groups;
    }

    record Colliding(int number) {
        @Override
        public int hashCode() {
            return number % 5;
        }
    }
}
