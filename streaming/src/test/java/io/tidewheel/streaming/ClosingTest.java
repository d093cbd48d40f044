package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final List<String> closed = new ArrayList<>();

    private Closeable failing(String name, RuntimeException failure) {
        return () -> {
            closed.add(name);
            throw failure;
        };
    }

    @Test
    void when_oneThrows_then_theOthersAreClosedAllTheSame() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException third = new IllegalStateException("third");
        List<Closeable> parts = List.of(
                failing("one", first),
                () -> {
                    closed.add("two");
                    throw new IOException("second");
                },
                failing("three", third),
                () -> closed.add("four"));

        assertThatThrownBy(() -> Closing.all(parts)).isSameAs(first).satisfies(e -> assertThat(e.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("second", "third"));

        assertThat(closed).containsExactly("one", "two", "three", "four");
    }
}
