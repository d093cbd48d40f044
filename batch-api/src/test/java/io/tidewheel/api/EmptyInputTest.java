package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An input without files is an empty dataset, and said. */
class EmptyInputTest {
    @TempDir
    Path folder;

    @RegisterExtension
    final Warnings warnings = Warnings.of("io.tidewheel.batch.file.GivenFiles");

    @Test
    void when_aDirectoryHoldsNoFiles_then_oneWarningNamesIt() throws IOException {
        try (Tidewheel tw = Tidewheel.builder().master("local[1]").open()) {
            assertThat(tw.textFile(folder.toString()).count()).isZero();
            assertThat(warnings.lines())
                    .containsExactly("WARN no files in " + folder
                            + ": the dataset is empty; name a directory that holds files if that is wrong");

            Files.writeString(folder.resolve("rows"), "");
            assertThat(tw.textFile(folder.toString()).count()).isZero();
            assertThat(warnings.lines()).hasSize(1); // an empty file is one all the same
        }
    }
}
