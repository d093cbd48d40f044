package io.tidewheel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void when_quartilesFallOnValues_then_theseAreTaken() {
        assertThat(Spread.of(List.of(9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0)))
                .isEqualTo(new Spread(9, 3, 5, 7));
    }

    @Test
    void when_quartilesFallBetweenValues_then_theyAreInterpolated() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(4, 1.75, 2.5, 3.25));
    }

    @Test
    void when_thereIsOneValue_then_itIsAllThree() {
        assertThat(Spread.of(List.of(2.0))).isEqualTo(new Spread(1, 2, 2, 2));
    }

    @Test
    void when_thereIsNone_then_itIsRefused() {
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("at least one value");
    }
}
