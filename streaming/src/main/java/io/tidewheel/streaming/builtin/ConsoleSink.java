package io.tidewheel.streaming.builtin;

import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prints rows, for trying things out: a line "batch N" and then a line for each row; nothing for a batch without rows. A
 * row that is taken back has "- " before it. After a crash a batch may be printed again. Immutable.
 */
public final class ConsoleSink<T> implements DirectSink<T> {
    private final @Nullable PrintStream out;

    private ConsoleSink(@Nullable PrintStream out) {
        this.out = out;
    }

    /** On the process's standard output, as it is when the query starts. */
    public static <T> ConsoleSink<T> rows() {
        return new ConsoleSink<>(null);
    }

    /** Prints elsewhere. */
    public ConsoleSink<T> on(PrintStream stream) {
        return new ConsoleSink<>(Objects.requireNonNull(stream, "on(..) takes the stream to print on, not null"));
    }

    @Override
    public String describe() {
        return "console";
    }

    @Override
    public OnReplay onReplay() {
        return OnReplay.REPEATS;
    }

    @Override
    public Driver<T> open(SinkContext context) {
        PrintStream chosen = out == null ? System.out : out;
        return batch -> print(batch, chosen);
    }

    private static <T> void print(SinkBatch<T> batch, PrintStream out) throws Exception {
        boolean[] begun = {false};
        batch.forEach((kind, row) -> {
            if (!begun[0]) {
                out.println("batch " + batch.batchId());
                begun[0] = true;
            }
            boolean takenBack = kind == ChangeKind.UPDATE_BEFORE || kind == ChangeKind.DELETE;
            out.println(takenBack ? "- " + row : String.valueOf(row));
        });
        out.flush();
    }
}
