package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.streaming.StateKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class FailpointTest {
    @TempDir
    Path folder;

    @Test
    void when_theProcessEndsAtEachNamedPlace_then_nothingIsLostAndNothingDoubled() throws Exception {
        assertThat(Failpoints.run(folder, CountingQuery.ALL_SINKS, List.of(StateKind.values()), Failpoints.all()))
                .as("places that no life came to")
                .isEmpty();
    }
}
