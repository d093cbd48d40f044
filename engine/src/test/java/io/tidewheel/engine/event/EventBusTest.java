package io.tidewheel.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.engine.event.EngineEvent.StageEnded;
import io.tidewheel.engine.task.StageId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventBusTest {
    private final EventBus bus = new EventBus();
    private final List<Long> heard = Collections.synchronizedList(new ArrayList<>());

    private long post(long job) {
        return bus.post(new StageEnded(job, new StageId(0)));
    }

    @Test
    void when_nobodyListens_then_nothingIsKeptOrAwaited() {
        bus.await(post(1));
        bus.add(event -> heard.add(event.job()));
        bus.await(post(2));
        assertThat(heard).containsExactly(2L);
    }

    @Test
    void when_aListenerThrowsAnError_then_theNextEventsAreDelivered() {
        bus.add(event -> {
            throw new StackOverflowError();
        });
        bus.add(event -> heard.add(event.job()));
        post(1);
        bus.deliver();
        post(2);
        post(3);
        bus.deliver();
        assertThat(heard).containsExactly(1L, 2L, 3L);
    }

    @Test
    void when_aListenerPosts_then_itIsToldAfterwards() {
        bus.add(event -> {
            if (event.job() == 1) {
                bus.await(post(2)); // would be waiting for itself
            }
            heard.add(event.job());
        });
        bus.await(post(1));
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void when_anotherThreadDelivers_then_awaitingWaitsForIt() throws Exception {
        CountDownLatch isTelling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        bus.add(event -> {
            isTelling.countDown();
            awaitQuietly(goOn);
            heard.add(event.job());
        });
        post(1);
        Thread teller = new Thread(bus::deliver);
        teller.start();
        isTelling.await();
        long second = post(2);
        Thread waiter = new Thread(() -> {
            bus.await(second);
            heard.add(-heard.get(1));
        });
        waiter.start();
        while (waiter.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        bus.deliver(); // leaves it to the teller
        assertThat(heard).isEmpty();
        goOn.countDown();
        waiter.join();
        teller.join();
        assertThat(heard).containsExactly(1L, 2L, -2L);
    }

    @Test
    void when_theWaitingThreadIsInterrupted_then_itGoesOnWithTheFlagSet() throws Exception {
        CountDownLatch isTelling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        bus.add(event -> {
            isTelling.countDown();
            awaitQuietly(goOn);
        });
        long first = post(1);
        Thread teller = new Thread(bus::deliver);
        teller.start();
        isTelling.await();
        Thread.currentThread().interrupt();
        bus.await(first);
        assertThat(Thread.interrupted()).isTrue();
        goOn.countDown();
        teller.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
