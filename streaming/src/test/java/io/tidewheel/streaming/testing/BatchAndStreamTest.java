package io.tidewheel.streaming.testing;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What tests of jobs rely on; the jobs that must be caught are in tests/junit. */
class BatchAndStreamTest {
    private static KeyedFlow<String, String> joined(Tidewheel session, Flow<String> words) {
        return words.keyBy(word -> word)
                .join(session.parallelizePairs(List.of(Pair.of("a", "1"))), (word, number) -> word + number);
    }

    @Test
    void when_aDatasetIsJoinedAndTheRestartHasOtherPartitions_then_theBatchRunsAgain() {
        StreamRun inFourThenInOne = StreamRun.WHOLE.withParallelism(4, 1);

        BatchAndStream.of(BatchAndStreamTest::joined, List.of("a", "b", "a"))
                .check(StreamRuns.only(IntStream.range(0, 10)
                        .mapToObj(call -> inFourThenInOne.withCrash(0, call))
                        .toArray(StreamRun[]::new)));
    }
}
