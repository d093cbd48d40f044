package com.example;

import static io.tidewheel.junit.Assertions.assertBatchEqualsStream;
import static io.tidewheel.junit.Assertions.assertThat;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.junit.TidewheelTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@TidewheelTest
class BusyHoursTest {
    private static final List<String> LOG = List.of(
            "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1",
            "1.2.3.4 - - [18/May/2015:10:09:00 +0000] \"GET / HTTP/1.1\" 200 1",
            "1.2.3.4 - - [17/May/2015:23:05:03 +0000] \"GET / HTTP/1.1\" 200 1",
            "not a request");

    @Test
    void when_aLogIsRead_then_requestsAreCountedPerHourOfTheDay(Tidewheel tw) {
        assertThat(tw.parallelize(LOG).via(BusyHours::perHour)).containsPairs(Pair.of("10", 2L), Pair.of("23", 1L));
    }

    @Test
    void when_theLogIsAStream_then_theResultIsThatOfTheBatch() {
        assertBatchEqualsStream(BusyHours::perHour, LOG);
    }
}
