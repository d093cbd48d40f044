package io.tidewheel.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.engine.exchange.ExchangeRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskContextTest {
    @TempDir
    private Path directory;

    private interface Use {
        void of(TaskContext context) throws Exception;
    }

    private void inATask(Use use) throws Exception {
        try (ExchangeRun run = new ExchangeRun(1 << 20, directory)) {
            run.task(0, context -> {
                use.of(context);
                return null;
            });
        }
    }

    @Test
    void when_completionsThrow_then_allRunAndTheFirstFailureIsThrown() throws Exception {
        inATask(context -> {
            List<String> heard = new ArrayList<>();
            context.onCompletion(failure -> heard.add("last"));
            context.onCompletion(failure -> {
                throw new IOException("third");
            });
            context.onCompletion(failure -> {
                throw new IllegalStateException("second");
            });
            context.onCompletion(failure -> {
                heard.add("first");
                throw new AssertionError("first");
            });
            assertThatThrownBy(() -> context.complete(null))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("first")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("second", "third"));
            assertThat(heard).containsExactly("first", "last");
        });
    }

    @Test
    void when_oneCompletionThrows_then_itsFailureIsThrown() throws Exception {
        inATask(context -> {
            context.onCompletion(failure -> {
                throw new IOException("the file is open");
            });
            assertThatThrownBy(() -> context.complete(null))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the file is open");
        });
    }

    @Test
    void when_aCompletionThrowsWhatTheTaskDid_then_itIsNotItsOwnCause() throws Exception {
        inATask(context -> {
            IllegalStateException failure = new IllegalStateException("the task");
            TaskContext.Completion rethrow = given -> {
                throw failure;
            };
            context.onCompletion(rethrow);
            context.onCompletion(rethrow);
            assertThatThrownBy(() -> context.complete(failure)).isSameAs(failure);
        });
    }
}
