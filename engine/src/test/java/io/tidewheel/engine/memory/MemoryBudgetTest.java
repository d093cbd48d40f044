package io.tidewheel.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    @Test
    void when_tasksRun_then_eachMayTakeItsPart() {
        MemoryBudget budget = new MemoryBudget(1_000);
        try (TaskShare first = budget.openTask()) {
            assertThat(first.acquire(900)).isTrue();
            first.release(500);
            try (TaskShare second = budget.openTask()) {
                assertThat(second.acquire(501)).isFalse();
                assertThat(second.acquire(500)).isTrue();
                assertThat(first.acquire(101)).isFalse();
                assertThat(first.acquire(100)).isTrue();
                second.force(300);
                assertThat(budget.executionBytes()).isEqualTo(1_300);
            }
            assertThat(first.acquire(500)).isTrue();
            assertThat(first.used()).isEqualTo(1_000);
        }
        assertThat(budget.executionBytes()).isZero();
    }

    @Test
    void when_aTaskWantsRoom_then_storedBlocksAreEvicted() {
        MemoryBudget budget = new MemoryBudget(1_000);
        AtomicLong asked = new AtomicLong();
        budget.evictWith(bytes -> {
            asked.addAndGet(bytes);
            budget.releaseStorage(bytes);
            return bytes;
        });
        assertThat(budget.acquireStorage(800)).isTrue();
        assertThat(budget.acquireStorage(201)).isFalse();
        try (TaskShare task = budget.openTask()) {
            assertThat(task.acquire(200)).isTrue();
            assertThat(asked).hasValue(0);
            assertThat(task.acquire(300)).isTrue();
            assertThat(asked).hasValue(300);
            assertThat(budget.storageBytes()).isEqualTo(500);
        }
        budget.releaseStorage(500);
    }

    @Test
    void when_theHeapIsFull_then_onlyAFloorIsGranted() {
        AtomicBoolean full = new AtomicBoolean(true);
        MemoryBudget budget = new MemoryBudget(64_000, heldBytes -> full.get());
        try (TaskShare task = budget.openTask()) {
            assertThat(task.acquire(4_000)).isTrue();
            assertThat(task.acquire(1_000)).isFalse();
            full.set(false);
            assertThat(task.acquire(1_000)).isTrue();
        }
    }

    @Test
    void when_aShareIsClosed_then_nothingIsHeldAndNothingMoreIsGranted() {
        MemoryBudget budget = new MemoryBudget(1_000);
        TaskShare task = budget.openTask();
        Reservation reservation = new Reservation(task);
        assertThat(reservation.ensure(100)).isTrue();
        task.close();
        reservation.close();
        assertThat(task.acquire(1)).isFalse();
        assertThat(budget.executionBytes()).isZero();
    }

    @Test
    void when_aReservationGrows_then_itHoldsWhatItNeedsAndNoMoreThanItGets() {
        MemoryBudget budget = new MemoryBudget(100_000);
        try (TaskShare task = budget.openTask();
                Reservation reservation = new Reservation(task)) {
            assertThat(reservation.ensure(10)).isTrue();
            assertThat(reservation.held()).isGreaterThanOrEqualTo(10);
            assertThat(reservation.ensure(100_001)).isFalse();
            assertThat(reservation.ensure(100_000)).isTrue();
            reservation.shrink(7);
            assertThat(task.used()).isEqualTo(7);
            reservation.force(200_000);
            assertThat(task.used()).isEqualTo(200_000);
        }
        assertThat(budget.executionBytes()).isZero();
    }

    @Test
    void when_aBudgetMakesNoSense_then_itIsRefused() {
        assertThatThrownBy(() -> new MemoryBudget(0)).hasMessageContaining("is 0");
        assertThatThrownBy(() -> MemoryBudget.ofHeap(1.5)).hasMessageContaining("1.5");
        assertThat(MemoryBudget.ofHeap(0.5).totalBytes()).isPositive();
    }
}
