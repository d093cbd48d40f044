package io.tidewheel.engine.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowBufferTest {
    private static final String LONGEST = "x".repeat(Column.Texts.MOST_LETTERS);

    private final Random random = new Random(5);
    private final List<IntFunction<@Nullable Object>> kinds = List.of(
            i -> random.nextLong(),
            i -> random.nextInt(),
            i -> random.nextInt(4) == 0 ? -0.0 : random.nextInt(4) == 0 ? Double.NaN : random.nextDouble(),
            i -> "text " + i,
            i -> LONGEST.substring(0, random.nextInt(LONGEST.length() + 1)),
            i -> "\u00e4\u00ff\u0000" + i,
            i -> i % 5_000 == 4_999 ? "\u0416" + i : "", // no letter of one byte
            i -> i % 5_000 == 4_999 ? LONGEST + i : "a",
            i -> i % 5_000 == 4_999 ? null : "b",
            i -> i % 5_000 == 4_999 ? i : (Object) (long) i,
            i -> List.of(i, "c"),
            i -> null);

    @Test
    void when_rowsLieInColumns_then_equalRowsComeBackInTheirOrder() throws Exception {
        for (IntFunction<@Nullable Object> keys : kinds) {
            for (IntFunction<@Nullable Object> values : kinds) {
                for (int count : new int[] {1, 9, 20_000}) {
                    RowBuffer buffer = RowBuffer.ofColumns();
                    List<Object> expected = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        Pair<Object, Object> row = new Pair<>(keys.apply(i), values.apply(i));
                        buffer.add(row.key(), row.value());
                        expected.add(row);
                        assertThat(buffer.rows()).isEqualTo(i + 1);
                    }
                    assertThat(buffer.last()).isEqualTo(expected.get(count - 1));
                    RowBlock block = buffer.toBlock(0, Codecs.DEFAULT);
                    assertThat(pulled(block.read())).isEqualTo(expected);
                    assertThat(byNumber(block.read())).isEqualTo(expected);
                    assertThat(pulled(decoded(block))).isEqualTo(expected);
                    assertThat(byNumber(block.take())).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void when_rowsLieInColumns_then_theirBytesAreCountedOnce() throws Exception {
        RowBuffer columns = RowBuffer.ofColumns();
        RowBuffer references = new RowBuffer();
        for (int i = 0; i < 100_000; i++) {
            columns.add((long) i, "payload-payload-payload-" + i);
            references.add((long) i, "payload-payload-payload-" + i);
        }
        assertThat(columns.lastObjectBytes(Codecs.DEFAULT)).isZero();
        assertThat(references.lastObjectBytes(Codecs.DEFAULT)).isGreaterThan(80);
        assertThat(columns.slotBytes()).isBetween(100_000L * (8 + 4 + 28), 100_000L * (8 + 4 + 28) * 3 / 2);
        assertThat(columns.toBlock(0, Codecs.DEFAULT).heapBytes())
                .isLessThan(references.toBlock(90, Codecs.DEFAULT).heapBytes() / 2);
    }

    @Test
    void when_aSinkDoesNotReadValues_then_noneAreMade() throws Exception {
        RowBuffer buffer = RowBuffer.ofColumns();
        for (int i = 0; i < 1_000; i++) {
            buffer.add((long) i, "text " + i);
        }
        List<Object> keys = new ArrayList<>();
        buffer.toBlock(0, Codecs.DEFAULT).read().drain(new PairSink() {
            @Override
            public boolean readsValues() {
                return false;
            }

            @Override
            public void accept(@Nullable Object key, @Nullable Object value) {
                assertThat(value).isNull();
                keys.add(key);
            }
        });
        assertThat(keys).isEqualTo(LongStream.range(0, 1_000).boxed().toList());
    }

    /** Rows by advance, so that both ways of reading are seen. */
    private static List<Object> pulled(Cursor cursor) throws Exception {
        List<Object> rows = new ArrayList<>();
        try (cursor) {
            PairSink sink = new PairSink() {
                @Override
                public void accept(@Nullable Object key, @Nullable Object value) {
                    rows.add(new Pair<>(key, value));
                }
            };
            for (int i = 0; i < 10 && cursor.advance(sink); i++) {}
            cursor.drain(sink);
        }
        return rows;
    }

    /** Chunks kept, and their rows found by number in the end. */
    private static List<Object> byNumber(Cursor cursor) throws Exception {
        PairRows pairs = new PairRows();
        List<Integer> numbers = new ArrayList<>();
        try (cursor) {
            cursor.drain(new PairChunkSink() {
                private int base;

                @Override
                public void begin(PairChunk chunk) {
                    base = pairs.add(chunk);
                    if (numbers.size() < 3) { // rows of its own in between
                        numbers.add(pairs.add(1L, "own"));
                        numbers.remove(numbers.size() - 1);
                    }
                }

                @Override
                public void acceptRow(int row) {
                    numbers.add(base + row);
                }

                @Override
                public void accept(@Nullable Object key, @Nullable Object value) {
                    numbers.add(pairs.add(key, value));
                }
            });
        }
        List<Object> rows = new ArrayList<>();
        numbers.forEach(number -> rows.add(new Pair<>(pairs.key(number), pairs.value(number))));
        return rows;
    }

    private static Cursor decoded(RowBlock block) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        block.encode(out);
        return RowFormat.INSTANCE.decode(new ByteArrayInputStream(out.toByteArray()), Codecs.DEFAULT);
    }
}
