package io.tidewheel.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
