package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.function.MapFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ClosureCheckTest {
    private final int factor = 3;

    /** Stands for a connection: not serialisable. */
    private static final class Connection {
        String ask(String question) {
            return question;
        }
    }

    private record Settings(String name, List<Object> parts) implements Serializable {}

    /** Stands for a step of ours around a user's function. */
    private record Step(MapFunction<?, ?> function) implements Serializable {}

    private static void check(MapFunction<String, ?> function) {
        ClosureCheck.check("map", new Step(function));
    }

    @Test
    void when_nothingBadIsCaptured_then_nothingHappens() {
        Settings settings = new Settings("a", new ArrayList<>(List.of(1, "b")));
        Broadcast<Connection> connection = new Broadcast<>(new Connection());

        assertThatCode(() -> check(text -> text + settings.name() + connection)).doesNotThrowAnyException();
        assertThatCode(() -> check(String::length)).doesNotThrowAnyException();
    }

    @Test
    void when_aVariableIsCaptured_then_itIsNamed() {
        String fine = "fine";
        Connection connection = new Connection();

        assertThatThrownBy(() -> check(text -> connection.ask(text + fine)))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContaining("the function given to map cannot be sent to tasks")
                .hasMessageContaining("lambda in " + ClosureCheckTest.class.getName())
                .hasMessageContaining("captured variable 1, a " + Connection.class.getName())
                .hasMessageContaining("mapPartitions");
        assertThatThrownBy(() -> check(connection::ask))
                .hasMessageContaining("method reference to ask -> its object, a " + Connection.class.getName());
    }

    @Test
    void when_aFieldUseCapturesThis_then_theWayOutIsALocalVariable() {
        assertThatThrownBy(() -> check(text -> text.length() * factor + hashCode()))
                .hasMessageContaining("-> this, a " + ClosureCheckTest.class.getName())
                .hasMessageContaining("local variables");
    }

    @Test
    void when_itIsDeepInside_then_thePathLeadsThere() {
        Settings settings = new Settings("a", List.of("x", new Object[] {1, Map.of("lock", new Connection())}));

        assertThatThrownBy(() -> check(text -> text + settings))
                .hasMessageContaining(
                        "captured variable 1 -> parts -> an element[1] -> a value, a " + Connection.class.getName());
    }

    @Test
    void when_aFunctionIsAnInnerClass_then_itsEnclosingObjectIsNamed() {
        assertThatThrownBy(() -> check(new MapFunction<String, Integer>() {
                    @Override
                    public Integer map(String value) {
                        return factor + ClosureCheckTest.this.hashCode();
                    }
                }))
                .hasMessageContaining("this of " + ClosureCheckTest.class.getName())
                .hasMessageContaining("make the function static");
    }

    @Test
    void when_theSessionIsCaptured_then_theErrorSaysWhatToDoInstead() {
        try (Tidewheel session = Tidewheel.builder()
                .master("local[1]")
                .config("tidewheel.closure.check", "true")
                .open()) {
            Dataset<Integer> numbers = session.parallelize(List.of(1, 2), 1);

            assertThatThrownBy(() -> numbers.map(n -> session.name() + n))
                    .hasMessageContaining("given to map")
                    .hasMessageContaining("captured variable 1, a io.tidewheel.api.Tidewheel;")
                    .hasMessageContaining("sessions and datasets exist on the driver only");
            assertThatThrownBy(() -> numbers.filter(n -> numbers.count() > n)).hasMessageContaining("join the two");
            assertThatThrownBy(() -> numbers.forEach(n -> session.describeJobs("" + n)))
                    .hasMessageContaining("given to forEach");
            assertThatThrownBy(() -> numbers.keyBy(n -> n).reduceByKey((l, r) -> l + session.hashCode()))
                    .hasMessageContaining("a io.tidewheel.api.Tidewheel;");
            assertThatThrownBy(() -> numbers.keyBy(n -> new int[] {n})).hasMessageContaining("int[]");
        }
    }

    @Test
    void when_theCulpritIsHiddenInTheJdk_then_theFailureItselfIsTold() {
        Condition condition = new ReentrantLock().newCondition();

        assertThatCode(() -> check(text -> text + condition)).doesNotThrowAnyException();
    }

    enum Color {
        RED
    }

    @Test
    void when_aKeyFunctionReturnsAnArray_then_refusedWhenDefined() {
        MapFunction<String, byte[]> bytes = String::getBytes;
        MapFunction<String, String[]> words = line -> line.split(" ");
        MapFunction<String, Connection> connections = line -> new Connection();

        assertThatThrownBy(() -> KeyTypes.check(bytes)).isInstanceOf(TidewheelException.class);
        assertThatThrownBy(() -> KeyTypes.check(words)).isInstanceOf(TidewheelException.class);
        assertThatThrownBy(() -> KeyTypes.check(connections)).hasMessageContaining("Connection cannot be a key");
    }

    @Test
    void when_aKeyFunctionReturnsAKey_then_fine() {
        MapFunction<String, Integer> lengths = String::length;
        MapFunction<String, Color> colors = Color::valueOf;
        MapFunction<String, Object> anything = text -> text;

        KeyTypes.check(lengths);
        KeyTypes.check(colors);
        KeyTypes.check(anything);
        assertThat(Capture.lambda(lengths)).isNotNull();
    }
}
