package io.tidewheel.integration.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every storage does whose files are there from their creation on. */
abstract class GrowingStorageContract extends StorageContract {
    @Test
    void when_manyRenameToOneFile_then_oneSucceeds() throws Exception {
        for (int i = 0; i < 4; i++) {
            write("from-" + i, "text " + i);
        }
        List<Callable<Boolean>> renames = List.of(renaming(0), renaming(1), renaming(2), renaming(3));
        assertThat(Race.successes(renames)).isEqualTo(1);
        assertThat(storage().list(root())).hasSize(4);
        assertThat(read("to", 0)).startsWith("text ");
    }

    private Callable<Boolean> renaming(int file) {
        return () -> {
            try {
                storage().rename(path("from-" + file), path("to"));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        };
    }

    @Test
    void when_fileIsSynced_then_aReaderSeesItsBytesWhileItGrows() throws Exception {
        try (StorageOutput out = storage().create(path("a"))) {
            out.write("synced".getBytes(UTF_8));
            out.sync();
            assertThat(read("a", 0)).isEqualTo("synced");
            assertThat(storage().stat(path("a")))
                    .get()
                    .extracting(StoredFile::length)
                    .isEqualTo(6L);
            out.write(" again".getBytes(UTF_8));
            out.sync();
            assertThat(read("a", 0)).isEqualTo("synced again");
            assertThat(storage().stat(path("a")))
                    .get()
                    .extracting(StoredFile::length)
                    .isEqualTo(12L);
        }
    }
}
