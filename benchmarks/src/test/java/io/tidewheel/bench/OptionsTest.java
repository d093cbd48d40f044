package io.tidewheel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void when_nothingIsSaid_then_theWholeTableWithTheFewestPairsThatCount() {
        assertThat(Options.parse()).isEqualTo(new Options(Rows.DEFAULT, 9, false, null));
    }

    @Test
    void when_rowsAndOptionsAreMixed_then_bothAreTaken() {
        assertThat(Options.parse("3", "--pairs", "12", "4-spark", "--data", "/tmp/d"))
                .isEqualTo(new Options(List.of("3", "4-spark"), 12, false, Path.of("/tmp/d")));
    }

    @Test
    void when_aStreamBesideFlinkIsAskedFor_then_itIsARow() {
        assertThat(Options.parse("8-flink", "8-flink-rocksdb", "--pairs", "3").rows())
                .containsExactly("8-flink", "8-flink-rocksdb");
    }

    @Test
    void when_quick_then_twoPairs() {
        assertThat(Options.parse("--quick").pairs()).isEqualTo(2);
        assertThat(Options.parse("--pairs", "4", "--quick").pairs()).isEqualTo(4);
    }

    @Test
    void when_aWordIsUnknown_then_theErrorShowsTheUsage() {
        assertThatThrownBy(() -> Options.parse("11"))
                .hasMessageContaining("unknown row or option '11'")
                .hasMessageContaining("--pairs N");
        assertThatThrownBy(() -> Options.parse("--pairs")).hasMessageContaining("--pairs needs a value");
        assertThatThrownBy(() -> Options.parse("--pairs", "0")).hasMessageContaining("but is 0");
    }
}
