package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.function.LongFilter;
import io.tidewheel.function.LongMap;
import io.tidewheel.function.LongTo;
import io.tidewheel.function.LongToDouble;
import org.jspecify.annotations.Nullable;

/** Steps from rows that are a {@code long} each, without boxing. */
public final class LongSteps {
    // Written once more as DoubleSteps: generics take no primitives.

    private LongSteps() {}

    public static Step map(LongMap function) {
        return new TemplateStep("map", Mapped.class, function);
    }

    public static Step filter(LongFilter function) {
        return new TemplateStep("filter", Filtered.class, function);
    }

    public static Step mapToObject(LongTo<?> function) {
        return new TemplateStep("map", MappedToObject.class, function);
    }

    public static Step mapToDouble(LongToDouble function) {
        return new TemplateStep("mapToDouble", MappedToDouble.class, function);
    }

    static final class Mapped extends LongSink {
        private final LongMap function;
        private final Sink down;

        Mapped(LongMap function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptLong(long row) throws Exception {
            down.acceptLong(function.map(row));
        }
    }

    static final class Filtered extends LongSink {
        private final LongFilter function;
        private final Sink down;

        Filtered(LongFilter function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptLong(long row) throws Exception {
            if (function.test(row)) {
                down.acceptLong(row);
            }
        }
    }

    static final class MappedToObject<R> extends LongSink {
        private final LongTo<R> function;
        private final Sink down;

        MappedToObject(LongTo<R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptLong(long row) throws Exception {
            down.accept(function.map(row));
        }
    }

    static final class MappedToDouble extends LongSink {
        private final LongToDouble function;
        private final Sink down;

        MappedToDouble(LongToDouble function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptLong(long row) throws Exception {
            down.acceptDouble(function.map(row));
        }
    }

    /** Takes {@code long}s; one that comes boxed is unboxed. */
    private abstract static class LongSink extends Sink {
        LongSink(Sink down) {
            super(down);
        }

        @Override
        public final void accept(@Nullable Object row) throws Exception {
            acceptLong((Long) row);
        }

        @Override
        public abstract void acceptLong(long row) throws Exception;
    }
}
