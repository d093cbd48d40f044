package io.tidewheel.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class RowTextTest {
    @Test
    void when_aRowIsAnArray_then_itsElementsAreShown() {
        assertThat(RowText.of(new Object[] {"a", new long[] {3}})).isEqualTo("[a, [3]]");
    }

    @Test
    void when_thereAreManyRows_then_theFirstAreShown() {
        assertThat(RowText.lines(Collections.nCopies(22, "x"))).endsWith("and 2 more");
    }
}
