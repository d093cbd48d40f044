package io.tidewheel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
    private final List<Thread> made = new ArrayList<>(); // by the caller's thread, which starts them
    private final DaemonThreads threads = new DaemonThreads(() -> "worker " + made.size());
    private final ExecutorService executor = Executors.newCachedThreadPool(work -> {
        Thread thread = threads.newThread(work);
        made.add(thread);
        return thread;
    });

    @Test
    void when_theExecutorHasEnded_then_soHaveItsThreads() throws Exception {
        for (int round = 0; round < 50; round++) {
            executor.execute(() -> {});
        }

        assertThat(threads.end(executor, Duration.ofMinutes(1))).isTrue();

        assertThat(made).isNotEmpty().noneMatch(Thread::isAlive).allMatch(Thread::isDaemon);
        assertThat(made.get(0).getName()).isEqualTo("worker 0");
    }

    @Test
    void when_workGoesOnForTooLong_then_theCallerIsTold() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        executor.execute(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(threads.end(executor, Duration.ofMillis(1))).isFalse();

        end.countDown();
        assertThat(threads.end(executor, Duration.ofMinutes(1))).isTrue();
    }
}
