package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an iterator over a dataset keeps, and how long. */
@Timeout(60)
class LocalIteratorTest {
    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();

    @AfterEach
    void close() {
        tw.close();
        assertThat(tw.jobs().openPlans()).isZero();
    }

    private Iterator<?> begun() {
        Iterator<?> sums = tw.parallelize(List.of(1, 2, 3, 4), 2)
                .keyBy(x -> x % 2)
                .reduceByKey(Integer::sum, 2)
                .toLocalIterator();
        sums.next();
        return sums;
    }

    @Test
    void when_itWasReadToItsEnd_then_itsPlanIsReleased() {
        Iterator<?> each = begun();
        assertThat(tw.jobs().openPlans()).isEqualTo(1);
        while (each.hasNext()) {
            each.next();
        }
        assertThat(tw.jobs().openPlans()).isZero();
        assertThat(tw.empty().toLocalIterator().hasNext()).isFalse();
        assertThat(tw.jobs().openPlans()).isZero();
    }

    @Test
    void when_itIsAbandoned_then_aLaterJobReleasesItsPlan() {
        for (int i = 0; i < 20; i++) {
            begun();
        }
        while (tw.jobs().openPlans() > 0) {
            System.gc();
            tw.range(0, 1).count();
        }
    }

    @Test
    void when_itIsAbandonedUntilTheEnd_then_closingTheSessionReleasesIt() {
        assertThat(begun().hasNext()).isTrue();
        assertThat(tw.jobs().openPlans()).isEqualTo(1);
    }
}
