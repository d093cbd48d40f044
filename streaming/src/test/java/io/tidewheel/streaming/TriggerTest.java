package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TriggerTest {
    @Test
    void case_I1_when_aBatchBeganAtATime_then_theNextIsOnTheGrid() {
        Trigger trigger = Trigger.every(Duration.ofMillis(100));
        assertThat(trigger.nextMillis(0)).isEqualTo(100);
        assertThat(trigger.nextMillis(99)).isEqualTo(100);
        assertThat(trigger.nextMillis(100)).isEqualTo(200);
        assertThat(trigger.nextMillis(150)).isEqualTo(200);
    }

    @Test
    void when_theClockIsBefore1970_then_theGridGoesOn() {
        assertThat(Trigger.every(Duration.ofMillis(100)).nextMillis(-150)).isEqualTo(-100);
    }

    @Test
    void when_anIntervalIsTooShort_then_itIsRefused() {
        assertThatThrownBy(() -> Trigger.every(Duration.ofNanos(10)))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("at least 1 ms")
                .hasMessageContaining("asSoonAsPossible");
    }
}
