package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Aggregator;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateSchemaTest {
    @TempDir
    Path folder;

    record Seen(long times) {}

    record Totals(int times, Seen last) {}

    private static StateSchema schema(Object empty) throws Exception {
        return StateSchema.of(aggregator(empty));
    }

    private static Aggregator<Integer, Object, Object> aggregator(Object empty) {
        return Aggregator.of(() -> empty, (a, value) -> a, (left, right) -> left, a -> a);
    }

    private static StateSchema of(String... lines) {
        return StateSchema.parse(String.join("\n", lines));
    }

    @Test
    void when_aRecordIsDescribed_then_nestedComponentsAreToo() throws Exception {
        assertThat(schema(new Totals(0, new Seen(0))).text()).isEqualTo("""
                        : record io.tidewheel.streaming.StateSchemaTest$Totals
                        last: record io.tidewheel.streaming.StateSchemaTest$Seen
                        last.times: long
                        times: int
                        """);
    }

    @Test
    void when_componentsComeGoOrWiden_then_stateCanBeRead() {
        StateSchema old = of(": record R", "a: int", "b: long");
        assertThat(old.differences(of(": record R", "a: long", "c: java.lang.String")))
                .isEmpty();
        assertThat(old.differences(of(": record R", "a: java.lang.Integer"))).isNotEmpty();
        assertThat(of(": java.lang.Integer").differences(of(": java.lang.Long")))
                .isEmpty();
    }

    @Test
    void when_aComponentNarrowsOrChanges_then_theFieldAndBothTypesAreNamed() {
        StateSchema old = of(": record R", "a: long", "b: java.lang.String");
        assertThat(old.differences(of(": record R", "a: int", "b: double")))
                .containsExactly("'a' was long and is int", "'b' was java.lang.String and is double");
    }

    @Test
    void when_codeMakesAnotherTypeOfAState_then_theStartIsRefusedWithTheField() {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            MemorySource<Integer> numbers = MemorySource.of(1);
            start(tidewheel, numbers, new Totals(0, new Seen(0))).stop();
            assertThatThrownBy(() -> start(tidewheel, numbers, new Seen(0)))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                    .hasMessageContainingAll("incompatible", "totals", "the value was record", "StateSchemaTest$Totals")
                    .hasMessageContaining("and is record");
        }
    }

    private Query start(Tidewheel tidewheel, MemorySource<Integer> numbers, Object empty) {
        Streams streams = Streams.on(tidewheel).checkpoint(folder.toString());
        streams.from("numbers", numbers)
                .keyBy(number -> number)
                .aggregate(aggregator(empty))
                .named("totals")
                .to("out", MemorySink.<Pair<Integer, Object>>create());
        Query query = streams.start("q");
        query.processAllAvailable();
        return query;
    }
}
