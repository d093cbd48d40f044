package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is chosen at random: differently in each partition, and the same in each run. */
class RandomChoicesTest {
    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();

    @AfterEach
    void close() {
        tw.close();
    }

    @Test
    void when_sampled_then_eachPartitionDrawsNumbersOfItsOwn() {
        for (boolean withReplacement : new boolean[] {false, true}) {
            List<List<Long>> parts = tw.range(0, 3000, 1, 3)
                    .sample(withReplacement, 0.5)
                    .map(x -> x % 1000)
                    .boxed()
                    .glom()
                    .collect();
            assertThat(parts).hasSize(3).doesNotHaveDuplicates();
            assertThat(parts).allSatisfy(part -> assertThat(part.size()).isBetween(400, 600));
        }
        List<List<Long>> halves = tw.range(0, 3000, 1, 3)
                .randomSplit(1, 1)
                .get(0)
                .map(x -> x % 1000)
                .boxed()
                .glom()
                .collect();
        assertThat(halves).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void when_aSampleIsTaken_then_itsOrderIsRandomToo() {
        for (boolean withReplacement : new boolean[] {false, true}) {
            List<Long> sample = tw.range(0, 10_000, 1, 4).boxed().takeSample(withReplacement, 100);
            assertThat(sample)
                    .hasSize(100)
                    .isNotEqualTo(sample.stream().sorted().toList());
            assertThat(sample.subList(0, 20)).anyMatch(x -> x < 5000).anyMatch(x -> x >= 5000);
            assertThat(tw.range(0, 10_000, 1, 4).boxed().takeSample(withReplacement, 100))
                    .isEqualTo(sample);
        }
    }

    @Test
    void when_sortedTwice_then_theRangesAreTheSame() {
        List<Long> keys =
                LongStream.range(0, 20_000).map(x -> x * 7919 % 20_011).boxed().toList();
        List<List<Long>> parts = tw.parallelize(keys, 3)
                .sortBy(x -> x, Order.natural(), 8)
                .glom()
                .collect();
        for (int i = 0; i < 3; i++) {
            assertThat(tw.parallelize(keys, 3)
                            .sortBy(x -> x, Order.natural(), 8)
                            .glom()
                            .collect())
                    .isEqualTo(parts);
        }
    }

    @Test
    void when_theSumOfWeightsIsTooLargeForADouble_then_proportionsStillCount() {
        List<LongDataset> halves = tw.range(0, 1000, 1, 2).randomSplit(1e308, 1e308);
        assertThat(halves.get(0).count()).isBetween(400L, 600L);
        assertThat(halves.get(0).count() + halves.get(1).count()).isEqualTo(1000);
        assertThat(halves.get(0).collect())
                .isEqualTo(tw.range(0, 1000, 1, 2).randomSplit(1, 1).get(0).collect());
    }
}
