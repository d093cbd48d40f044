package io.tidewheel.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.error.TidewheelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictExchangeTest {
    @TempDir
    private Path directory;

    @Test
    void when_aRowIsChangedAfterItWasEmitted_then_itsReaderIsTold() throws Exception {
        List<Object> reused = new ArrayList<>();
        try (ExchangeRun run = new ExchangeRun(1 << 20, directory, true, Map.of())) {
            for (Exchange exchange : List.of(new RowExchange(1), new KeyExchange(new HashPartitioner(1)))) {
                Block block = run.task(0, context -> {
                    try (ExchangeWriter writer = exchange.writer(context)) {
                        for (int row = 0; row < 3; row++) {
                            reused.add(row);
                            writer.accept("key", reused);
                        }
                        return writer.finish().get(0);
                    }
                });
                assertThat(block).isNotNull();
                assertThatThrownBy(block::take)
                        .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                                .isEqualTo(TidewheelException.Kind.USER_FUNCTION))
                        .hasMessageContaining("changed after it was emitted")
                        .hasMessageContaining("fresh object");
            }
        }
    }

    @Test
    void when_rowsStayAsTheyWere_then_theyAreRead() throws Exception {
        List<Pair<Object, Object>> rows = new ArrayList<>();
        for (int row = 0; row < 5_000; row++) {
            rows.add(new Pair<>(row % 100, List.of(row)));
        }
        for (long memory : new long[] {16 << 10, 1 << 30}) {
            try (ExchangeRun run = new ExchangeRun(memory, directory, true, Map.of())) {
                for (Exchange exchange : List.of(
                        new RowExchange(2),
                        new KeyExchange(new HashPartitioner(2)),
                        new CombineExchange(new HashPartitioner(2), Combiners.LISTS, true))) {
                    for (ExchangeRun.Hand hand : ExchangeRun.Hand.values()) {
                        List<List<Object>> read = run.rows(exchange, List.of(rows, rows), hand);
                        assertThat(read.stream().mapToInt(List::size).sum())
                                .isEqualTo(exchange instanceof CombineExchange ? 100 : 10_000);
                    }
                }
            }
        }
    }

    @Test
    void when_aBlockIsRead_then_itsCursorEnds() throws Exception {
        try (ExchangeRun run = new ExchangeRun(1 << 20, directory)) {
            Block block = run.task(0, context -> {
                try (ExchangeWriter writer = new RowExchange(1).writer(context)) {
                    writer.acceptLong(5);
                    writer.acceptDouble(1.5);
                    return writer.finish().get(0);
                }
            });
            assertThat(block).isNotNull();
            try (Cursor cursor = block.take()) {
                assertThat(ExchangeRun.collect(cursor)).isEqualTo(List.of(5L, 1.5));
            }
        }
    }
}
