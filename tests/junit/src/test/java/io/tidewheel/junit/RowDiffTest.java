package io.tidewheel.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowDiffTest {
    @Test
    void when_theOrderDiffers_then_thereIsNoDifference() {
        assertThat(RowDiff.inAnyOrder(List.of(1, 2, 2), List.of(2, 1, 2)).isEmpty())
                .isTrue();
    }

    @Test
    void when_aDuplicateIsMissing_then_itIsMissingOnce() {
        RowDiff diff = RowDiff.inAnyOrder(List.of("a", "a", "b"), List.of("b", "a", "c"));
        assertThat(diff.missing()).containsExactly("a");
        assertThat(diff.unexpected()).containsExactly("c");
    }

    @Test
    void when_rowsAreNull_then_theyCount() {
        RowDiff diff = RowDiff.inAnyOrder(Arrays.asList(null, null), Collections.singletonList(null));
        assertThat(diff.missing()).containsExactly((Object) null);
    }

    @Test
    void when_rowsAreArrays_then_theirElementsCount() {
        List<?> expected = List.of(new int[] {1, 2}, new Object[] {"a", new long[] {3}});
        List<?> actual = List.of(new Object[] {"a", new long[] {3}}, new int[] {1, 2});
        assertThat(RowDiff.inAnyOrder(expected, actual).isEmpty()).isTrue();
        assertThat(RowDiff.show(new Object[] {"a", new long[] {3}})).isEqualTo("[a, [3]]");
    }

    @Test
    void when_listsDiffer_then_theFirstPlaceIsFound() {
        assertThat(RowDiff.firstDifference(List.of(1, 2), List.of(1, 2))).isEqualTo(-1);
        assertThat(RowDiff.firstDifference(List.of(1, 2), List.of(1, 3))).isEqualTo(1);
        assertThat(RowDiff.firstDifference(List.of(1, 2), List.of(1))).isEqualTo(1);
    }

    @Test
    void when_thereAreManyRows_then_theFirstAreShown() {
        assertThat(RowDiff.lines(Collections.nCopies(22, "x"))).endsWith("and 2 more");
    }
}
