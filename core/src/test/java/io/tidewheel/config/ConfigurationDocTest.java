package io.tidewheel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String REGENERATE = "mvn -q -pl core test -Dtest=ConfigurationDocTest -Dtidewheel.docs=write";

    @Test
    void when_keysChange_then_thePageFollows() throws IOException {
        if ("write".equals(System.getProperty("tidewheel.docs"))) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE))
                .as("docs/configuration.md must list Keys.ALL; to write it anew: %s", REGENERATE)
                .isEqualTo(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                Every setting has one value and one origin. Of several origins the first in this list holds: code,
                a flag of the launcher, `--conf name=value`, `--properties-file`, `conf/tidewheel-defaults.conf`, the
                environment (`TIDEWHEEL_LOCAL_DIR` sets `tidewheel.local.dir`), the default. An unknown key or a value that
                does not fit is an error. `--verbose` prints every value with its origin; secrets are not shown.

                Keys that begin with `tidewheel.hadoop.` go to Hadoop's configuration without that prefix.

                This table is made from the code (`%s`).

                | key | default | must be | meaning |
                |---|---|---|---|
                """.formatted(REGENERATE));
        for (ConfigKey<?> key : Keys.ALL) {
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            key.name(),
                            key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`",
                            key.type().expected(),
                            key.doc()));
        }
        return page.toString();
    }
}
