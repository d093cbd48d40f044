package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowDifferenceTest {
    @Test
    void when_theOrderDiffers_then_thereIsNoDifference() {
        assertThat(RowDifference.between(List.of(1, 2, 2), List.of(2, 1, 2)).isEmpty())
                .isTrue();
    }

    @Test
    void when_aDuplicateIsMissing_then_itIsMissingOnce() {
        RowDifference diff = RowDifference.between(List.of("a", "a", "b"), List.of("b", "a", "c"));
        assertThat(diff.missing()).containsExactly("a");
        assertThat(diff.unexpected()).containsExactly("c");
    }

    @Test
    void when_rowsAreNull_then_theyCount() {
        RowDifference diff = RowDifference.between(Arrays.asList(null, null), Collections.singletonList(null));
        assertThat(diff.missing()).containsExactly((Object) null);
    }

    @Test
    void when_rowsAreArrays_then_theirElementsCount() {
        List<?> expected = List.of(new int[] {1, 2}, new Object[] {"a", new long[] {3}});
        List<?> actual = List.of(new Object[] {"a", new long[] {3}}, new int[] {1, 2});
        assertThat(RowDifference.between(expected, actual).isEmpty()).isTrue();
    }

    @Test
    void when_listsDiffer_then_theFirstPlaceIsFound() {
        assertThat(RowDifference.firstIndex(List.of(1, 2), List.of(1, 2))).isEqualTo(-1);
        assertThat(RowDifference.firstIndex(List.of(1, 2), List.of(1, 3))).isEqualTo(1);
        assertThat(RowDifference.firstIndex(List.of(1, 2), List.of(1))).isEqualTo(1);
    }
}
