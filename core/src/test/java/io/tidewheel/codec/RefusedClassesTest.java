package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RefusedClassesTest {
    static class Hit {}

    private static void assertRefused(Object value, String message) {
        assertThatThrownBy(() -> Codecs.DEFAULT.toBytes(value))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(CONFIGURATION))
                .hasMessage(message);
    }

    @Test
    void when_classIsNotRegistered_then_theErrorPrintsTheLine() {
        String message = "class io.tidewheel.codec.RefusedClassesTest$Hit is not registered; make it a record, or add"
                + " .register(io.tidewheel.codec.RefusedClassesTest.Hit.class)";
        assertRefused(new Hit(), message);
        assertRefused(List.of(new Hit()), message);
        assertThatThrownBy(() -> Codecs.DEFAULT.copy(new Hit())).hasMessage(message);
    }

    @Test
    void when_classHasNoNameOfItsOwn_then_itIsRefusedAlsoForRegistration() {
        Function<String, String> lambda = text -> text;
        List<Object> anonymous = new ArrayList<>() {
            private static final long serialVersionUID = 1L;
        };
        class Local {}
        assertRefused(
                lambda,
                "a lambda of io.tidewheel.codec.RefusedClassesTest cannot be written; use a value, or an enum or record"
                        + " that implements the interface");
        assertRefused(
                anonymous,
                "anonymous class io.tidewheel.codec.RefusedClassesTest$1 (a kind of java.util.ArrayList) cannot be"
                        + " written; use a named class, such as a record");
        assertRefused(
                new Local(),
                "class io.tidewheel.codec.RefusedClassesTest$1Local cannot be written because it is declared in a"
                        + " method; make it a record or a static class of its own");
        for (Object value : List.of(lambda, anonymous, new Local())) {
            assertThatThrownBy(() -> Codecs.builder().register(value.getClass()))
                    .hasMessageContaining(" cannot be written");
        }
        assertThatThrownBy(() -> Codecs.builder().register(Runnable.class))
                .hasMessage(
                        "java.lang.Runnable cannot be registered: it has no objects of its own; register the classes"
                                + " that implement it");
    }

    @Test
    void when_comparatorIsALambda_then_theErrorSaysWhatToUse() {
        TreeSet<String> set = new TreeSet<>((a, b) -> a.length() - b.length());
        assertRefused(
                set,
                "a sorted collection cannot be written because its comparator is a lambda of"
                        + " io.tidewheel.codec.RefusedClassesTest; use the natural order, Collections.reverseOrder() or an"
                        + " enum that implements Comparator");
    }

    @Test
    void when_valueHoldsItself_then_theErrorSaysByWhichWay() {
        List<Object> list = new ArrayList<>();
        list.add(Set.of(list));
        assertRefused(
                list,
                "an object of class java.util.ArrayList cannot be written: it holds itself, by way of ArrayList -> Set"
                        + " -> ArrayList; refer to other objects by a key");
        assertThatThrownBy(() -> Codecs.DEFAULT.copy(Pair.of("outside", new Holder(list))))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("an object of class io.tidewheel.data.Pair cannot be copied: it holds itself, by way of"
                        + " ArrayList -> Set -> ArrayList; refer to other objects by a key");
        assertThat(Codecs.DEFAULT.heapBytes(list)).isPositive();
    }

    private record Holder(List<Object> held) {}

    static final class Node {
        Node next = this;
    }

    @Test
    void when_registeredObjectHoldsItself_then_itIsCopiedButNotWritten() {
        Codecs codecs = Codecs.builder().register(Node.class).build();
        Node node = codecs.copy(new Node());
        assertThat(node.next).isSameAs(node);
        assertThat(codecs.heapBytes(node)).isPositive();
        assertThatThrownBy(() -> codecs.toBytes(node))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("an object of class io.tidewheel.codec.RefusedClassesTest$Node cannot be written: it holds"
                        + " itself, or nests too deep; refer to other objects by a key");
    }

    @Test
    void when_enumMapIsEmpty_then_theErrorSaysWhatToUse() {
        assertRefused(
                new EnumMap<>(java.time.DayOfWeek.class),
                "an empty EnumMap cannot be written: it does not tell its enum; use a TreeMap");
    }

    @Test
    void when_aValueWasRefused_then_theNextIsWritten() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> Codecs.DEFAULT.toBytes(List.of("a", new Hit())))
                    .isInstanceOf(TidewheelException.class);
            assertThat(Codecs.DEFAULT.fromBytes(Codecs.DEFAULT.toBytes("b"))).isEqualTo("b");
        }
    }
}
