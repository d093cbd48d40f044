package io.tidewheel.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import org.junit.jupiter.api.Test;

class HeapPressureTest {
    private long used;
    private final HeapPressure.Pool pool = new HeapPressure.Pool(() -> new MemoryUsage(0, used, 1_000, 1_000));

    @Test
    void when_aCollectionLeavesMuch_then_theHeapIsFull() {
        used = 850;
        assertThat(pool.isFull(700)).isFalse();
        used = 900;
        assertThat(pool.isFull(700)).isTrue();
        assertThat(pool.isFull(900)).isTrue();
    }

    @Test
    void when_rowsAreLetGo_then_theHeapIsNotFullUntilACollectionSaysSo() {
        used = 900;
        assertThat(pool.isFull(700)).isTrue();
        assertThat(pool.isFull(640)).isFalse();
        assertThat(pool.isFull(200)).isFalse();
        assertThat(pool.isFull(690)).isTrue();
        used = 870;
        assertThat(pool.isFull(200)).isTrue();
    }
}
