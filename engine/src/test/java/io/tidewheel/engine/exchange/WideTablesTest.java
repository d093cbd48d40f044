package io.tidewheel.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.exchange.CombineExchangeTest.Case;
import io.tidewheel.engine.exchange.ExchangeRun.Hand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables so large that rows wait and are folded together. */
class WideTablesTest {
    private static final int ROWS = 250_000;
    private static final int KEYS = 90_000;

    @TempDir
    private Path directory;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(1L << 30, KEYS, 0, Hand.OVER),
                new Case(1L << 30, KEYS, 0.3, Hand.SHARED),
                new Case(1L << 30, KEYS, 0.1, Hand.FROM_DISK),
                new Case(6L << 20, KEYS, 0, Hand.OVER),
                new Case(3L << 20, KEYS, 0.2, Hand.OVER));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void when_doublesAreSummed_then_everyBitIsAsInTheModel(Case given) throws Exception {
        List<List<Pair<Object, Object>>> maps =
                CombineExchangeTest.keyed(new Random(11), 2, ROWS, given, Random::nextDouble);
        for (boolean mapSide : new boolean[] {true, false}) {
            Exchange exchange = new CombineExchange(new HashPartitioner(2), Combiners.DOUBLE_SUM, mapSide);
            try (ExchangeRun run = new ExchangeRun(given.memory(), directory)) {
                boolean same = run.rows(exchange, maps, given.hand())
                        .equals(CombineExchangeTest.model(exchange, Combiners.DOUBLE_SUM, maps, mapSide));
                assertThat(same).as("map side " + mapSide).isTrue();
            }
        }
    }

    /** Notes what it was given, as it was then. */
    private static final Combiner NOTES = new Combiner() {
        private static final long serialVersionUID = 1L;

        @Override
        public Object create(@Nullable Object value) {
            return text(value);
        }

        @Override
        public Object fold(@Nullable Object accumulator, @Nullable Object value) {
            return accumulator + text(value);
        }

        @Override
        public Object merge(@Nullable Object left, @Nullable Object right) {
            return "" + left + right;
        }

        @Override
        public boolean sharesFirst() {
            return false;
        }

        private String text(@Nullable Object value) {
            return " " + (value instanceof int[] array ? array[0] : value);
        }
    };

    /** Every third value is an array that is used again for the next; the others cannot change. */
    private static @Nullable Object value(int row, int[] reused) {
        reused[0] = row;
        return row % 3 == 0 ? reused : row % 3 == 1 ? (Object) row : null;
    }

    private static @Nullable Object plain(int row) {
        return row % 3 == 2 ? null : row;
    }

    @Test
    void when_valuesAreUsedAgain_then_eachIsFoldedAsItWasAndInOrder() throws Exception {
        List<Pair<Object, Object>> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(new Pair<>(row * 31 % KEYS, plain(row)));
        }
        Exchange exchange = new CombineExchange(new HashPartitioner(1), NOTES, true);
        List<Object> expected =
                CombineExchangeTest.model(exchange, NOTES, List.of(rows), true).get(0);
        try (ExchangeRun run = new ExchangeRun(1L << 30, directory)) {
            List<Object> combined = run.task(0, context -> {
                try (ExchangeWriter writer = exchange.writer(context)) {
                    int[] reused = new int[1];
                    for (int row = 0; row < ROWS; row++) {
                        writer.accept(rows.get(row).key(), value(row, reused));
                    }
                    Block block = writer.finish().get(0);
                    assertThat(block).isNotNull();
                    try (Cursor cursor = block.take()) {
                        return ExchangeRun.collect(cursor);
                    }
                }
            });
            assertThat(combined.equals(expected)).isTrue();
        }
    }

    @Test
    void when_aStepCombinesValuesUsedAgain_then_eachIsFoldedAsItWas() throws Exception {
        List<Pair<Object, Object>> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(new Pair<>(row * 31 % KEYS, plain(row)));
        }
        HashPartitioner whole = new HashPartitioner(1);
        List<Object> expected = CombineExchangeTest.model(
                        new CombineExchange(whole, NOTES, true), NOTES, List.of(rows), true)
                .get(0);
        try (ExchangeRun run = new ExchangeRun(1L << 30, directory)) {
            boolean same = run.task(0, context -> {
                try (Cursor cursor = KeyedSorts.combined(new Reusing(rows), NOTES, whole, context)) {
                    return ExchangeRun.collect(cursor).equals(expected);
                }
            });
            assertThat(same).isTrue();
        }
    }

    /** Gives its keys with values that it uses again. */
    private static final class Reusing implements Cursor {
        private final List<Pair<Object, Object>> rows;
        private final int[] reused = new int[1];
        private int next;

        Reusing(List<Pair<Object, Object>> rows) {
            this.rows = rows;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            while (advance(sink)) {
                // the next
            }
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            if (next == rows.size()) {
                return false;
            }
            int row = next++;
            sink.accept(rows.get(row).key(), value(row, reused));
            return true;
        }
    }

    @Test
    void when_foldingFails_then_theWriterSaysHowManyRowsCameAfter() throws Exception {
        int bad = 200_001;
        Exchange exchange = new CombineExchange(new HashPartitioner(1), refusing(bad), true);
        try (ExchangeRun run = new ExchangeRun(1L << 30, directory)) {
            run.task(0, context -> {
                int row = 0;
                try (ExchangeWriter writer = exchange.writer(context)) {
                    try {
                        while (row <= ROWS) {
                            writer.accept(row % KEYS, row);
                            row++;
                        }
                    } catch (IllegalStateException e) {
                        assertThat(writer.rowsBehind()).isBetween(row - bad, PendingRows.CAPACITY);
                    }
                }
                assertThat(row).as("the row at which folding failed").isBetween(bad, bad + PendingRows.CAPACITY);
                return row;
            });
            run.assertNothingIsLeft();
        }
    }

    private static Combiner refusing(int bad) {
        return new Combiner() {
            private static final long serialVersionUID = 1L;

            @Override
            public @Nullable Object create(@Nullable Object value) {
                return value;
            }

            @Override
            public @Nullable Object fold(@Nullable Object accumulator, @Nullable Object value) {
                if (value instanceof Integer number && number == bad) {
                    throw new IllegalStateException("as asked");
                }
                return value;
            }

            @Override
            public @Nullable Object merge(@Nullable Object left, @Nullable Object right) {
                return right;
            }

            @Override
            public boolean sharesFirst() {
                return false;
            }
        };
    }
}
