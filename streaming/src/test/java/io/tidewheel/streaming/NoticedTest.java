package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.streaming.task.EventTimes;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticedTest {
    private static List<EventTimes> told(String stage, int task, long without) {
        return List.of(new EventTimes("clicks", 7, stage, task, 1, without, 0, task, task, task, task));
    }

    @Test
    void when_aStageWasGivenUp_then_theFirstThatHasReadAllIsCounted() {
        Noticed noticed = new Noticed();
        noticed.begin(7);
        noticed.merge(1, told("given up", 1, 10));
        noticed.merge(1, told("first", 0, 1));
        noticed.merge(1, told("first", 1, 10));
        noticed.merge(1, told("first", 1, 10)); // its task was run twice
        noticed.merge(1, told("second", 0, 1));
        noticed.merge(1, told("second", 1, 10));

        assertThat(noticed.rowsWithoutTime("clicks")).isEqualTo(11);
        assertThat(noticed.eventTimes()).isEqualTo(new QueryProgress.EventTimeSpan(0, 1, 1));
    }

    @Test
    void when_aBatchIsTriedAgain_then_whatItsSinksWereGivenBeforeIsForgotten() {
        Noticed noticed = new Noticed();
        noticed.begin(1);
        noticed.gave("out", 7);
        noticed.begin(2);
        assertThat(noticed.givenRows("out")).isEqualTo(-1);
        noticed.gave("out", 3);
        noticed.gave("out", 3); // reads them twice
        assertThat(noticed.givenRows("out")).isEqualTo(3);
    }
}
