package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.builtin.RateSource;
import io.tidewheel.streaming.builtin.SocketSource;
import io.tidewheel.streaming.source.SourceLimit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of batches that sources cannot keep to. */
class LimitsTest {
    private final Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open();

    @AfterEach
    void close() {
        tidewheel.close();
    }

    @Test
    void when_noSourceCountsWhatIsLimited_then_theQueryIsRefused() {
        Streams streams = Streams.on(tidewheel).maxBytesPerBatch(1_000);
        streams.from("clicks", MemorySource.of(1, 2)).to("out", MemorySink.create());

        assertThatThrownBy(() -> streams.start("query"))
                .hasMessageContainingAll(
                        "query 'query' has maxBytesPerBatch", "'clicks': memory", "call maxRowsPerBatch instead")
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION));
    }

    @Test
    void when_aLimitIsGivenAgain_then_theLastOneCounts() {
        Streams streams = Streams.on(tidewheel).maxRowsPerBatch(10).maxRowsPerBatch(100);
        streams.from("clicks", MemorySource.of(1, 2)).to("out", MemorySink.create());

        assertThat(streams.describe("query").limits().perSource()).isEqualTo(SourceLimit.NONE.withRows(100));
    }

    @Test
    void when_noSourceCanBeLimited_then_theQueryIsRefused() {
        Streams streams = Streams.on(tidewheel).maxRowsPerBatch(1_000);
        streams.from("rows", RateSource.perBatch(10, Duration.ofSeconds(1), Instant.EPOCH))
                .to("out", MemorySink.create());

        assertThatThrownBy(() -> streams.start("query")).hasMessageContainingAll("maxRowsPerBatch", "leave it out");
    }

    @Test
    void when_someSourcesCountWhatIsLimited_then_theQueryStartsAndTheOthersAreTold() {
        MemorySink<String> sink = MemorySink.create();
        Streams streams = Streams.on(tidewheel).maxBytesPerBatch(1_000);
        streams.from("lines", SocketSource.lines("localhost", 9))
                .union(streams.from("memory", MemorySource.of("a")))
                .to("out", sink);
        Description query = streams.describe("query");

        assertThat(query.limits().exceptions(query.inputs().values()))
                .containsExactly(
                        "maxBytesPerBatch does not limit 'memory': memory, which cannot count bytes before they"
                                + " are read");
    }
}
