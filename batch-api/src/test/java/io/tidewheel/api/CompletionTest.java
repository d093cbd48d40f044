package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is registered for the end of a task's attempt is part of the attempt. */
class CompletionTest {
    private static final AtomicInteger ENDED = new AtomicInteger();

    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();

    @AfterEach
    void close() {
        tw.close();
        ENDED.set(0);
    }

    @Test
    void when_aCompletionFails_then_soDoesTheAttempt() {
        Dataset<Integer> rows = tw.parallelize(List.of(1), 1).map(x -> {
            TaskContext.current().onCompletion(failure -> ENDED.incrementAndGet());
            TaskContext.current().onCompletion(failure -> {
                throw new IllegalStateException("the file cannot be closed");
            });
            return x;
        });
        assertThatThrownBy(rows::count)
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("the file cannot be closed")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(ENDED).hasValue(1);
    }

    @Test
    void when_aCompletionIsNull_then_itIsRefused() {
        Dataset<Integer> rows = tw.parallelize(List.of(1), 1).map(x -> {
            TaskContext.current().onCompletion(null);
            return x;
        });
        assertThatThrownBy(rows::count).isInstanceOf(TidewheelException.class).hasMessageContaining("onCompletion");
    }
}
