package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.config.Keys;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool that changes nothing is said to, once. */
class PoolWarningTest {
    @RegisterExtension
    final Warnings warnings = Warnings.of(Tidewheel.class.getName());

    private static TidewheelBuilder session() {
        return Tidewheel.builder().master("local[1]").name("pools");
    }

    @Test
    void when_jobsNameAPoolUnderFifo_then_oneWarningSaysThatItChangesNothing() {
        String session;
        try (Tidewheel tw = session().open()) {
            session = tw.toString();
            for (String pool : List.of("", "nightly", "nightly", "hourly")) {
                tw.poolJobs(pool);
                assertThat(tw.range(0, 10).count()).isEqualTo(10);
            }
        }
        assertThat(warnings.lines())
                .containsExactly("WARN " + session + ": pool 'nightly' changes nothing while"
                        + " tidewheel.scheduler.mode is fifo; set it to fair for pools to share the cores");
    }

    @Test
    void when_theSchedulerIsFair_then_aPoolIsNoWarning() {
        try (Tidewheel tw = session().config(Keys.SCHEDULER_MODE.name(), "fair").open()) {
            tw.poolJobs("nightly");
            assertThat(tw.range(0, 10).count()).isEqualTo(10);
        }
        assertThat(warnings.lines()).isEmpty();
    }
}
