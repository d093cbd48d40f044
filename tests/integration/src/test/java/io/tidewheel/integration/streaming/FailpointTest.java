package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.streaming.StateKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailpointTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void when_theProcessEndsAtEachNamedPlace_then_nothingIsLostAndNothingDoubled(StateKind state) throws Exception {
        assertThat(Failpoints.run(folder, CountingQuery.ALL_SINKS, List.of(state), Failpoints.all()))
                .as("places that no life came to")
                .isEmpty();
    }
}
