package io.tidewheel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines are those that the peers print. */
class MeasureTest {
    @Test
    void when_linesOfAHandLoopAreRead_then_rowsAndTheMedianTimeAreFound() {
        Measure measure = Measure.lines("hand wordcount", 3);
        List<String> output = List.of(
                "hand wordcount 200000 5012.3 ms",
                "hand wordcount 200000 4512.0 ms",
                "hand wordcount 200000 4700.5 ms",
                "hand rbk boxed 1000000 99.9 ms");
        assertThat(measure.millis(output)).isEqualTo(4700.5);
        assertThat(measure.rows(output)).isEqualTo("200000");
    }

    @Test
    void when_aLineHoldsTwoTimes_then_theFirstIsTaken() {
        Measure measure = Measure.lines("combine-first", 1);
        List<String> output = List.of("combine-first 1000000 total 1502 ms (map 1201)");
        assertThat(measure.millis(output)).isEqualTo(1502);
        assertThat(measure.rows(output)).isEqualTo("1000000");
    }

    @Test
    void when_aLineOfSparkGivesTheTimeOfManyJobs_then_itIsDivided() {
        Measure measure = new Measure("500 tiny jobs", 1, 500);
        List<String> output = List.of("500 tiny jobs                  7500.0 ms");
        assertThat(measure.millis(output)).isEqualTo(15);
        assertThat(measure.rows(output)).isEmpty();
    }

    @Test
    void when_aLineHoldsNamedTimes_then_theOneAskedForIsTaken() {
        List<String> output = List.of(
                "spark hdfs shuffle=2 rows=1000 rep 0 batches 100",
                "  batchDuration ms p50 180 p90 210 p99 430 min 150 max 431",
                "  add-to-done ms  p50 190 p90 220 p99 440 min 160 max 441",
                "batch, memory sink, memory state: p50 1.140 ms, p90 1.760 ms, p99 5.500 ms, max 9.000 ms of 5000");
        assertThat(Measure.figure("add-to-done", "p99").millis(output)).isEqualTo(440);
        assertThat(Measure.figure("batch,", "p50").millis(output)).isEqualTo(1.14);
        assertThat(Measure.figure("batch,", "p50").rows(output)).isEmpty();
    }

    @Test
    void when_aLineOfFlinkGivesItsJobBesideAll_then_eitherIsTaken() {
        List<String> output = List.of(
                "window hashmap ckpt 1s           5566 ms  job net   3204 ms  first result   3599 ms  rows 50816 sum 1",
                "window hashmap ckpt 1s           2157 ms  job net   1339 ms  first result   1118 ms  rows 50816 sum 1",
                "window hashmap ckpt 1s           3976 ms  job net   2246 ms  first result   2056 ms  rows 50816 sum 1");
        assertThat(new Measure("window hashmap", 3, 1, "job net").millis(output))
                .isEqualTo(2246);
        assertThat(new Measure("window hashmap", 3, 1, "ckpt 1s").millis(output))
                .isEqualTo(3976);
    }

    @Test
    void when_roundsAreEven_then_theMedianLiesBetweenTheMiddleTwo() {
        assertThat(Measure.lines("sum", 2).millis(List.of("sum 5 1.0 ms", "sum 5 2.0 ms")))
                .isEqualTo(1.5);
    }

    @Test
    void when_aRoundIsMissing_then_theErrorShowsTheOutput() {
        assertThatThrownBy(() -> Measure.lines("sum", 2).millis(List.of("sum 5 1.0 ms", "Killed")))
                .hasMessageContaining("expected 2 lines that begin with 'sum'")
                .hasMessageContaining("found 1")
                .hasMessageContaining("Killed");
    }

    @Test
    void when_roundsMakeDifferentRows_then_itIsRefused() {
        assertThatThrownBy(() -> Measure.lines("sum", 2).rows(List.of("sum 5 1.0 ms", "sum 6 2.0 ms")))
                .hasMessageContaining("disagree")
                .hasMessageContaining("[5, 6]");
    }
}
