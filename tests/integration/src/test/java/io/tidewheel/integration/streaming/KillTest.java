package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int KILLS = 30;
    private static final long SEED = 20_261_122;

    @TempDir
    Path folder;

    @Test
    void when_theProcessIsKilledAtRandomMoments_then_nothingIsLostAndNothingDoubled() throws Exception {
        assertThat(Kills.run(folder, KILLS, SEED).kills()).isEqualTo(KILLS);
    }
}
