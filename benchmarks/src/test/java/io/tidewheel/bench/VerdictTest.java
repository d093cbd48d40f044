package io.tidewheel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Spread SCORES = new Spread(9, 0.9, 1.0, 1.1);

    @Test
    void when_theUpperQuartileIsWithin_then_reached() {
        assertThat(Verdict.of(SCORES, 1.1)).isEqualTo(Verdict.REACHED);
    }

    @Test
    void when_theLowerQuartileIsAbove_then_missed() {
        assertThat(Verdict.of(SCORES, 0.89)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void when_theQuartilesStraddleTheTarget_then_undecidedWhateverTheMedian() {
        assertThat(Verdict.of(SCORES, 0.9)).isEqualTo(Verdict.UNDECIDED);
        assertThat(Verdict.of(SCORES, 1.05)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void when_nothingWasPromised_then_noVerdict() {
        assertThat(Verdict.of(SCORES, Double.NaN)).isEqualTo(Verdict.NO_TARGET);
    }
}
