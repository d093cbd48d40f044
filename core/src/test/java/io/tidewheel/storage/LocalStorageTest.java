package io.tidewheel.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContract {
    @TempDir
    Path folder;

    @Override
    Storage storage() {
        return Storages.DEFAULT.of(folder.toString());
    }

    @Override
    String root() {
        return folder.toString();
    }

    @Test
    void when_directoryIsOpened_then_itIsRefused() {
        assertThatThrownBy(() -> storage().open(root(), 0)).hasMessageContaining("is a directory");
    }

    @Test
    void when_aFileIsAboveThePath_then_thereIsNothing() throws Exception {
        write("a", "x");
        assertThat(storage().stat(path("a/b/c"))).isEmpty();
    }

    @Test
    void when_preallocatedFileGrows_then_itGoesOnBehindItsZeros() throws Exception {
        try (StorageOutput out = storage().create(path("a"))) {
            out.preallocate(4);
            assertThat(folder.resolve("a")).hasSize(4);
            out.write("abcdef".getBytes(UTF_8));
            out.sync();
        }
        assertThat(folder.resolve("a")).hasContent("abcdef");
    }

    @Test
    void when_writingHasBegun_then_itIsTooLateToPreallocate() throws Exception {
        try (StorageOutput out = storage().create(path("a"))) {
            out.write(1);
            assertThatThrownBy(() -> out.preallocate(4)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** What the system dropped when a write failed the next sync would not miss. */
    @Test
    void when_writeFailed_then_syncFailsForEver() throws Exception {
        try (StorageOutput out = storage().create(path("a"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(out::sync)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("write it anew")
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        }
    }
}
