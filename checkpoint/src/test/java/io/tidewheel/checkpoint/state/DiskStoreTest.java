package io.tidewheel.checkpoint.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DiskStoreTest extends StateStoreContract {
    private static final long MEMORY = 64 << 10;

    @Override
    StateBackend backend(Path scratch) {
        return new DiskBackend(scratch, MEMORY);
    }

    @Override
    boolean countsExactly() {
        return false;
    }

    @Test
    void when_aRunIsDamaged_then_noDamagedValueIsRead() throws IOException {
        Path scratch = directory.resolve("damaged");
        try (DiskBackend backend = new DiskBackend(scratch, MEMORY)) {
            StateStore store = backend.create("hits", 4);
            StateChanges.Builder changes = new StateChanges.Builder();
            for (int i = 0; i < 3_000; i++) {
                changes.put(0, String.format("%05d", i).getBytes(UTF_8), "the value".getBytes(UTF_8));
            }
            store.apply(0, changes.build());
            Path run = runs(scratch).get(0);
            byte[] bytes = Files.readAllBytes(run);
            bytes[1_000] ^= 1;
            Files.write(run, bytes);

            assertThatThrownBy(() -> store.get(0, "00000".getBytes(UTF_8)))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("disk state of 'hits'")
                    .hasMessageContaining(run + " is damaged at byte 0")
                    .hasMessageContaining("restored from the checkpoint");
        }
    }

    @Test
    void when_theSameKeysAreWrittenAgainAndAgain_then_runsAreMergedAndOldValuesGo() throws IOException {
        Path scratch = directory.resolve("merged");
        try (DiskBackend backend = new DiskBackend(scratch, MEMORY)) {
            StateStore store = backend.create("hits", 4);
            for (int batch = 0; batch < 200; batch++) {
                StateChanges.Builder changes = new StateChanges.Builder();
                for (int i = 0; i < 2_000; i++) {
                    changes.put(0, String.format("%05d", i).getBytes(UTF_8), ("value " + batch).getBytes(UTF_8));
                }
                store.apply(batch, changes.build());
            }

            assertThat(runs(scratch)).hasSizeLessThan(26);
            assertThat(store.bytes()).isLessThan(4_000_000);
            for (int i = 0; i < 2_000; i += 37) {
                assertThat(store.get(0, String.format("%05d", i).getBytes(UTF_8)))
                        .isEqualTo("value 199".getBytes(UTF_8));
            }
        }
        assertThat(scratch).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("tidewheel-state-merged");
    }

    @Test
    void when_everythingIsRemoved_then_mergingLeavesLittle() throws IOException {
        Path scratch = directory.resolve("removed");
        try (DiskBackend backend = new DiskBackend(scratch, MEMORY)) {
            StateStore store = backend.create("hits", 4);
            for (int batch = 0; batch < 100; batch++) {
                StateChanges.Builder changes = new StateChanges.Builder();
                for (int i = 0; i < 1_000; i++) {
                    changes.put(1, String.format("%05d", batch * 1_000 + i).getBytes(UTF_8), "v".getBytes(UTF_8));
                    if (batch > 0) {
                        changes.remove(
                                1,
                                String.format("%05d", (batch - 1) * 1_000 + i).getBytes(UTF_8));
                    }
                }
                store.apply(batch, changes.build());
            }
            int seen = 0;
            try (StateScan scan = store.scan(1, ByteKeys.EMPTY, null)) {
                while (scan.next()) {
                    seen++;
                }
            }
            assertThat(seen).isEqualTo(1_000);
        }
    }

    private static List<Path> runs(Path scratch) throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
