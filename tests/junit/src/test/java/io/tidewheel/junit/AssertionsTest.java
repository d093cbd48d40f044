package io.tidewheel.junit;

import static io.tidewheel.junit.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@TidewheelTest(lifecycle = SessionLifecycle.PER_CLASS)
class AssertionsTest {
    @Test
    void when_rowsAreThere_then_assertionsHold(Tidewheel tw) {
        Dataset<String> letters = tw.parallelize(List.of("a", "b", "b"), 2);

        assertThat(letters)
                .containsRows("b", "a", "b")
                .containsRowsOf(List.of("b", "b", "a"))
                .containsRowsInOrder("a", "b", "b")
                .hasCount(3);
        assertThat(letters.filter(letter -> letter.equals("c"))).isEmpty();
        assertThat(letters.count()).isEqualTo(3); // AssertJ's own assertThat, imported beside ours
    }

    @Test
    void when_pairsAreThere_then_assertionsHold(Tidewheel tw) {
        KeyedDataset<String, Integer> ages = tw.parallelizePairs(List.of(Pair.of("a", 1), Pair.of("b", 2)), 2);

        assertThat(ages)
                .containsPairs(Pair.of("b", 2), Pair.of("a", 1))
                .containsPairsOf(Map.of("a", 1, "b", 2))
                .containsPairsInOrder(Pair.of("a", 1), Pair.of("b", 2))
                .hasCount(2);
    }

    @Test
    void when_rowsArePrimitive_then_assertionsHold(Tidewheel tw) {
        assertThat(tw.range(0, 3)).containsRowsInOrder(0L, 1L, 2L);
        assertThat(tw.range(0, 2).mapToDouble(x -> x / 2.0)).containsRows(0.5, 0.0);
    }

    @Test
    void when_rowsDiffer_then_theMessageShowsThemAndThePlan(Tidewheel tw) {
        Dataset<String> letters = tw.parallelize(List.of("a", "b", "b"), 2).map(letter -> letter);

        assertThatThrownBy(() -> assertThat(letters).as("letters").containsRows("a", "b", "c"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "[letters]",
                        "these 3 rows, in any order, but 3 came",
                        "missing (1):\n    \"c\"",
                        "unexpected (1):\n    \"b\"",
                        "plan:",
                        "stage 0:",
                        "| map |");
    }

    @Test
    void when_onlyTheOrderDiffers_then_theMessageSaysSo(Tidewheel tw) {
        assertThatThrownBy(() -> assertThat(tw.range(0, 3)).containsRowsInOrder(0L, 2L, 1L))
                .hasMessageContainingAll("first difference at row 1: expected 2 but was 1", "their order is not");
        assertThatThrownBy(() -> assertThat(tw.range(0, 3)).containsRowsInOrder(0L, 1L))
                .hasMessageContainingAll("first difference at row 2: expected no row but was 2");
    }

    @Test
    void when_countsDiffer_then_theRowsAreShown(Tidewheel tw) {
        assertThatThrownBy(() -> assertThat(tw.range(0, 3)).hasCount(4))
                .hasMessageContainingAll("Expecting 4 rows but there are 3:", "\n    2");
        assertThatThrownBy(() -> assertThat(tw.range(0, 3)).isEmpty()).hasMessageContaining("Expecting no rows");
    }
}
