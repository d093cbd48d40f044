package io.tidewheel.engine.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.function.MapFunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpecialiserTest {
    static final class PlusSink extends Sink {
        private final MapFunction<Object, Object> function;
        private final Sink down;

        PlusSink(MapFunction<Object, Object> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            down.accept(function.map(row));
        }
    }

    static final class ListSink extends Sink {
        final List<@Nullable Object> rows = new ArrayList<>();

        @Override
        public void accept(@Nullable Object row) {
            rows.add(row);
        }
    }

    @Test
    void when_chainIsHot_then_eachFunctionGetsItsOwnClassOnce() throws Exception {
        MapFunction<Object, Object> one = x -> (Integer) x + 1;
        MapFunction<Object, Object> two = x -> (Integer) x * 2;
        ListSink end = new ListSink();

        Sink first = Specialiser.sink(PlusSink.class, one, end, true);
        Sink again = Specialiser.sink(PlusSink.class, one, end, true);
        Sink other = Specialiser.sink(PlusSink.class, two, end, true);
        Sink longer = Specialiser.sink(PlusSink.class, one, other, true);
        first.accept(1);
        other.accept(4);
        longer.accept(4);

        assertThat(end.rows).containsExactly(2, 8, 10);
        assertThat(first.getClass()).isSameAs(again.getClass()).isNotSameAs(PlusSink.class);
        assertThat(first.getClass().isHidden()).isTrue();
        assertThat(other.getClass()).isNotSameAs(first.getClass());
        assertThat(longer.getClass()).isNotSameAs(first.getClass());
    }

    @Test
    void when_chainIsCold_then_theTemplateItselfServes() {
        MapFunction<Object, Object> one = x -> (Integer) x + 1;
        assertThat(Specialiser.sink(PlusSink.class, one, new ListSink(), false)).isInstanceOf(PlusSink.class);
    }
}
