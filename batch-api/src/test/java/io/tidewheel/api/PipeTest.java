package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.config.Keys;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that do not end by themselves, or badly. */
@Timeout(25)
class PipeTest {
    private static final CountDownLatch FED = new CountDownLatch(1);

    private final Tidewheel tw = Tidewheel.builder()
            .master("local[2]")
            .config(Keys.CANCEL_GRACE, Duration.ofSeconds(40))
            .open();

    @AfterEach
    void close() {
        tw.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("tidewheel-pipe-"));
    }

    private Dataset<String> piped(String script) {
        return tw.parallelize(List.of(1), 1)
                .map(x -> {
                    FED.countDown();
                    return x;
                })
                .pipe(List.of("sh", "-c", script));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 50 & echo a; wait",
                "(sleep 51 & echo a; wait); echo b",
                "sh -c 'echo a; exec sleep 52'; echo b"
            })
    void when_whatACommandStartedHoldsItsOutput_then_itEndsWithTheTask(String script) {
        assertThat(piped(script).take(1)).containsExactly("a");
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void when_aJobIsCancelled_then_whatItsCommandStartedEndsToo() throws Exception {
        CompletableFuture<List<String>> job =
                CompletableFuture.supplyAsync(() -> piped("sleep 53; echo b").collect());
        FED.await();
        tw.cancelAll("enough");
        assertThatThrownBy(job::get).hasMessageContaining("was cancelled: enough");
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 255})
    void when_aCommandEndsWithAnyOtherCodeThanZero_then_theJobFails(int code) {
        assertThatThrownBy(() ->
                        piped("cat >/dev/null; echo oops >&2; exit " + code).collect())
                .hasStackTraceContaining("ended with exit code " + code + " instead of 0")
                .hasStackTraceContaining("oops");
    }
}
