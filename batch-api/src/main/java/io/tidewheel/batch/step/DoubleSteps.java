package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.function.DoubleFilter;
import io.tidewheel.function.DoubleMap;
import io.tidewheel.function.DoubleTo;
import io.tidewheel.function.DoubleToLong;
import org.jspecify.annotations.Nullable;

/** Steps from rows that are a {@code double} each, without boxing. */
public final class DoubleSteps {
    private DoubleSteps() {}

    public static Step map(DoubleMap function) {
        return new TemplateStep("map", Mapped.class, function);
    }

    public static Step filter(DoubleFilter function) {
        return new TemplateStep("filter", Filtered.class, function);
    }

    public static Step mapToObject(DoubleTo<?> function) {
        return new TemplateStep("map", MappedToObject.class, function);
    }

    public static Step mapToLong(DoubleToLong function) {
        return new TemplateStep("mapToLong", MappedToLong.class, function);
    }

    static final class Mapped extends DoubleSink {
        private final DoubleMap function;
        private final Sink down;

        Mapped(DoubleMap function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            down.acceptDouble(function.map(row));
        }
    }

    static final class Filtered extends DoubleSink {
        private final DoubleFilter function;
        private final Sink down;

        Filtered(DoubleFilter function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            if (function.test(row)) {
                down.acceptDouble(row);
            }
        }
    }

    static final class MappedToObject<R> extends DoubleSink {
        private final DoubleTo<R> function;
        private final Sink down;

        MappedToObject(DoubleTo<R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            down.accept(function.map(row));
        }
    }

    static final class MappedToLong extends DoubleSink {
        private final DoubleToLong function;
        private final Sink down;

        MappedToLong(DoubleToLong function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            down.acceptLong(function.map(row));
        }
    }

    /** Takes {@code double}s; one that comes boxed is unboxed. */
    private abstract static class DoubleSink extends Sink {
        DoubleSink(Sink down) {
            super(down);
        }

        @Override
        public final void accept(@Nullable Object row) throws Exception {
            acceptDouble((Double) row);
        }

        @Override
        public abstract void acceptDouble(double row) throws Exception;
    }
}
