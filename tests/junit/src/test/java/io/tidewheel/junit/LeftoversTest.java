package io.tidewheel.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @Test
    void when_aThreadIsAboutToEnd_then_itIsWaitedFor() throws Exception {
        Leftovers before = Leftovers.now();
        Thread caller = Thread.currentThread();
        CountDownLatch running = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            running.countDown();
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        });
        thread.start();
        running.await();

        before.assertNothingNew("a test", List.of());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void when_aThreadGoesOn_then_itIsNamedWithItsPlace() throws Exception {
        Leftovers before = Leftovers.now();
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(() -> await(end), "left-behind");
        thread.start();
        try {
            assertThatThrownBy(() -> before.assertNothingNew("a test", List.of()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("a test left behind:")
                    .hasMessageContaining("thread \"left-behind\" WAITING at ");
            assertThatCode(() -> before.assertNothingNew("a test", List.of("left-")))
                    .doesNotThrowAnyException();
        } finally {
            end.countDown();
            thread.join();
        }
    }

    @Test
    void when_theCommonPoolHasStarted_then_itIsNotTheTests() throws Exception {
        Leftovers before = Leftovers.now();
        ForkJoinPool.commonPool().submit(() -> {}).get();

        before.assertNothingNew("a test", List.of());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void when_aFileIsLeftOpen_then_itIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("open.txt"), "text");
        Leftovers before = Leftovers.now();
        try (InputStream first = Files.newInputStream(file);
                InputStream second = Files.newInputStream(file)) {
            assertThat(first).isNotSameAs(second);
            assertThatThrownBy(() -> before.assertNothingNew("a test", List.of()))
                    .hasMessageContaining("open file " + file.toRealPath() + " (2 times)");
        }
        before.assertNothingNew("a test", List.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
