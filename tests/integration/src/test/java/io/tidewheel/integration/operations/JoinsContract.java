package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.KeyedDataset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two to four keyed datasets by key. */
abstract class JoinsContract extends OperationsContract {
    private KeyedDataset<Integer, Integer> left(int partitions) {
        return pairs(partitions, p(1, 1), p(1, 2), p(2, 1), p(3, 1));
    }

    private KeyedDataset<Integer, String> right(int partitions) {
        return pairs(partitions, p(1, "x"), p(2, "y"), p(2, "z"), p(4, "w"));
    }

    private static String both(Integer left, String right) {
        return left + "|" + right;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void case_J4_joins(int partitions) {
        KeyedDataset<Integer, Integer> left = left(partitions);
        KeyedDataset<Integer, String> right = right(4);
        assertThat(left.join(right, JoinsContract::both).collect())
                .containsExactlyInAnyOrder(p(1, "1|x"), p(1, "2|x"), p(2, "1|y"), p(2, "1|z"));
        assertThat(left.leftJoin(right, JoinsContract::both).collect())
                .containsExactlyInAnyOrder(p(1, "1|x"), p(1, "2|x"), p(2, "1|y"), p(2, "1|z"), p(3, "1|null"));
        assertThat(left.rightJoin(right, JoinsContract::both).collect())
                .containsExactlyInAnyOrder(p(1, "1|x"), p(1, "2|x"), p(2, "1|y"), p(2, "1|z"), p(4, "null|w"));
        assertThat(left.fullJoin(right, JoinsContract::both).collect())
                .containsExactlyInAnyOrder(
                        p(1, "1|x"), p(1, "2|x"), p(2, "1|y"), p(2, "1|z"), p(3, "1|null"), p(4, "null|w"));
    }

    @Test
    void case_J4_joinsWithoutAFunction() {
        assertThat(left(2).join(right(2)).collect())
                .containsExactlyInAnyOrder(p(1, p(1, "x")), p(1, p(2, "x")), p(2, p(1, "y")), p(2, p(1, "z")));
        assertThat(left(2).leftJoin(right(2)).lookup(3)).containsExactly(p(1, Optional.empty()));
        assertThat(left(2).rightJoin(right(2)).lookup(4)).containsExactly(p(Optional.empty(), "w"));
        assertThat(left(2).fullJoin(right(2)).lookup(1))
                .containsExactlyInAnyOrder(p(Optional.of(1), Optional.of("x")), p(Optional.of(2), Optional.of("x")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void case_J4_cogroup(int partitions) {
        assertThat(left(partitions)
                        .cogroup(right(3), (v, w) -> list(v) + "/" + list(w))
                        .collectAsMap())
                .isEqualTo(Map.of(1, "[1, 2]/[x]", 2, "[1]/[y, z]", 3, "[1]/[]", 4, "[]/[w]"));
        assertThat(left(partitions)
                        .cogroup(right(3))
                        .mapValues(sides ->
                                list(sides.key()).size() + list(sides.value()).size())
                        .collectAsMap())
                .isEqualTo(Map.of(1, 3, 2, 3, 3, 1, 4, 1));
    }

    @Test
    void when_threeOrFourAreGrouped_then_eachSideIsApart() {
        KeyedDataset<Integer, Double> third = pairs(2, p(1, 1.5), p(5, 2.5), p(1, 0.5));
        assertThat(left(2).cogroup(right(3), third, (v, w, x) -> list(v) + "/" + list(w) + "/" + list(x))
                        .collectAsMap())
                .isEqualTo(Map.of(
                        1, "[1, 2]/[x]/[1.5, 0.5]",
                        2, "[1]/[y, z]/[]",
                        3, "[1]/[]/[]",
                        4, "[]/[w]/[]",
                        5, "[]/[]/[2.5]"));
        KeyedDataset<Integer, Integer> fourth = pairs(1, p(6, 6), p(1, 7));
        assertThat(left(2).cogroup(
                                right(3),
                                third,
                                fourth,
                                (v, w, x, y) -> list(v) + "/" + list(w) + "/" + list(x) + "/" + list(y))
                        .collectAsMap())
                .isEqualTo(Map.of(
                        1, "[1, 2]/[x]/[1.5, 0.5]/[7]",
                        2, "[1]/[y, z]/[]/[]",
                        3, "[1]/[]/[]/[]",
                        4, "[]/[w]/[]/[]",
                        5, "[]/[]/[2.5]/[]",
                        6, "[]/[]/[]/[6]"));
    }

    @Test
    void when_keysAreSubtracted_then_otherRowsStay() {
        assertThat(left(2).subtractByKey(right(3)).collect()).containsExactly(p(3, 1));
        assertThat(right(3).subtractByKey(left(2)).collect()).containsExactly(p(4, "w"));
        assertThat(left(2).subtractByKey(pairs(1, p(9, 9))).collect())
                .containsExactlyInAnyOrderElementsOf(left(1).collect());
    }

    @Test
    void when_aSideHasNullKeysOrValues_then_theyMeetAsOthersDo() {
        KeyedDataset<Integer, String> nulls = pairs(2, p(null, "n"), p(1, null));
        KeyedDataset<Integer, String> others = pairs(2, p(null, "m"), p(1, "o"), p(2, null));
        assertThat(nulls.join(others, (v, w) -> v + w).collect())
                .containsExactlyInAnyOrder(p(null, "nm"), p(1, "nullo"));
        assertThat(nulls.fullJoin(others, (v, w) -> Arrays.asList(v, w)).collect())
                .containsExactlyInAnyOrder(
                        p(null, List.of("n", "m")), p(1, Arrays.asList(null, "o")), p(2, Arrays.asList(null, null)));
    }

    @Test
    void when_aSideIsEmpty_then_onlyTheOtherIsLeft() {
        KeyedDataset<Integer, String> none = pairs(3);
        assertThat(left(2).join(none).count()).isZero();
        assertThat(left(2).leftJoin(none).count()).isEqualTo(4);
        assertThat(left(2).rightJoin(none).count()).isZero();
        assertThat(none.fullJoin(left(2)).count()).isEqualTo(4);
        assertThat(none.cogroup(none).count()).isZero();
    }

    @Test
    void when_aDatasetIsJoinedWithItself_then_bothSidesAreWhole() {
        KeyedDataset<Integer, Integer> squares = numbers(1, 100, 4).keyBy(x -> x % 10);
        assertThat(squares.join(squares, Integer::sum).count()).isEqualTo(1000);
        KeyedDataset<Integer, Integer> sums = squares.reduceByKey(Integer::sum);
        assertThat(sums.join(sums, (a, b) -> a - b).values().distinct().collect())
                .containsExactly(0);
    }

    @Test
    void when_aSortedDatasetWasSaved_then_itIsStillJoinedAndGrouped(@TempDir Path directory) {
        KeyedDataset<Integer, Integer> sorted = left(2).sortByKey();
        sorted.saveLineage(directory.resolve("sorted").toString());
        assertThat(sorted.collect()).containsExactly(p(1, 1), p(1, 2), p(2, 1), p(3, 1));
        assertThat(sorted.join(right(3), JoinsContract::both).collect())
                .containsExactlyInAnyOrder(p(1, "1|x"), p(1, "2|x"), p(2, "1|y"), p(2, "1|z"));
        assertThat(sorted.cogroup(right(3), (v, w) -> list(v) + "/" + list(w)).collectAsMap())
                .isEqualTo(Map.of(1, "[1, 2]/[x]", 2, "[1]/[y, z]", 3, "[1]/[]", 4, "[]/[w]"));
        KeyedDataset<Integer, Integer> sums = left(2).sortByKey().reduceByKey(Integer::sum);
        sums.saveLineage(directory.resolve("sums").toString());
        assertThat(sums.leftJoin(right(3), JoinsContract::both).collect())
                .containsExactlyInAnyOrder(p(1, "3|x"), p(2, "1|y"), p(2, "1|z"), p(3, "1|null"));
    }

    @Test
    void when_aSavedDatasetIsPartitionedByHash_then_itStaysSo(@TempDir Path directory) {
        KeyedDataset<Integer, Integer> sums = left(2).reduceByKey(Integer::sum, 4);
        sums.saveLineage(directory.resolve("sums").toString());
        assertThat(sums.partitioner()).contains(KeyPartitioner.hash(4));
        assertThat(sums.join(right(3), JoinsContract::both).collect())
                .containsExactlyInAnyOrder(p(1, "3|x"), p(2, "1|y"), p(2, "1|z"));
    }
}
