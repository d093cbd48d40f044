package io.tidewheel.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beyond the contract of all storages, which tests/integration holds. */
class LocalStorageTest {
    @TempDir
    Path folder;

    private final Storage storage = Storages.DEFAULT.of("/");

    private String path(String name) {
        return Storage.child(folder.toString(), name);
    }

    @Test
    void when_directoryIsOpened_then_itIsRefused() {
        assertThatThrownBy(() -> storage.open(folder.toString(), 0)).hasMessageContaining("is a directory");
    }

    @Test
    void when_aFileIsAboveThePath_then_thereIsNothing() throws Exception {
        storage.createWhole(path("a"), "x".getBytes(UTF_8));
        assertThat(storage.stat(path("a/b/c"))).isEmpty();
    }

    @Test
    void when_preallocatedFileGrows_then_itGoesOnBehindItsZeros() throws Exception {
        try (StorageOutput out = storage.create(path("a"))) {
            out.preallocate(4);
            assertThat(folder.resolve("a")).hasSize(4);
            out.write("abcdef".getBytes(UTF_8));
            out.sync();
        }
        assertThat(folder.resolve("a")).hasContent("abcdef");
    }

    @Test
    void when_writingHasBegun_then_itIsTooLateToPreallocate() throws Exception {
        try (StorageOutput out = storage.create(path("a"))) {
            out.write(1);
            assertThatThrownBy(() -> out.preallocate(4)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** What the system dropped when a write failed the next sync would not miss. */
    @Test
    void when_writeFailed_then_syncFailsForEver() throws Exception {
        try (StorageOutput out = storage.create(path("a"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(out::sync)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("write it anew")
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        }
    }

    @Test
    void when_pathsAreTakenApart_then_rootsHaveNoParent() {
        assertThat(Storage.parent("/a/b/")).contains("/a");
        assertThat(Storage.parent("/a")).contains("/");
        assertThat(Storage.parent("/")).isEmpty();
        assertThat(Storage.parent("a")).isEmpty();
        assertThat(Storage.parent("a/b")).contains("a");
        assertThat(Storage.parent("hdfs://h:1/a/b")).contains("hdfs://h:1/a");
        assertThat(Storage.parent("hdfs://h:1/a")).contains("hdfs://h:1/");
        assertThat(Storage.parent("hdfs://h:1/")).isEmpty();
        assertThat(Storage.parent("hdfs:///a")).contains("hdfs:///");
        assertThat(Storage.name("hdfs://h:1/a/b/")).isEqualTo("b");
        assertThat(Storage.child("/", "a")).isEqualTo("/a");
        assertThat(Storage.child("a", "b")).isEqualTo("a/b");
    }
}
