package io.tidewheel.streaming.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import io.tidewheel.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberedOffsetTest {
    @Test
    void when_anOffsetIsThatOfAnotherSource_then_theMessageSaysSo() throws Exception {
        PushSource<String> pushed =
                PushSource.open(new SimulatedDisk(1), "/log", Codecs.DEFAULT, PushOptions.DEFAULT, 512, Clock.SYSTEM);
        List<StreamSource<?>> sources = List.of(
                MemorySource.create(),
                QueueSource.oneAtATime(),
                RateSource.rowsPerSecond(5),
                RateSource.perBatch(5, Duration.ofSeconds(1), Instant.EPOCH),
                pushed);
        for (StreamSource<?> source : sources) {
            for (String text : List.of("3:1200", "", "-4")) {
                try (SourceDriver<?> driver = source.open(SourceRun.context(Clock.SYSTEM, 2, () -> {}))) {
                    assertThatThrownBy(() -> driver.plan(new Offset(text), SourceLimit.NONE))
                            .as("%s from '%s'", source.describe(), text)
                            .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                                    .isEqualTo(Kind.CHECKPOINT))
                            .hasMessageContainingAll(
                                    "query 'q' goes on with source 's' from offset '" + text + "'",
                                    "was another before",
                                    "give this one another name");
                }
            }
        }
        pushed.close();
    }
}
