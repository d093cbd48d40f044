package io.tidewheel.integration.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every storage does. */
abstract class StorageContract {
    private final AtomicReference<Checkpoint> lastWinner = new AtomicReference<>();

    abstract Storage storage();

    /** An empty directory. */
    abstract String root();

    final String path(String name) {
        return Storage.child(root(), name);
    }

    final void write(String name, String text) throws IOException {
        try (StorageOutput out = storage().create(path(name))) {
            out.write(text.getBytes(UTF_8));
            out.sync();
            assertThat(out.position()).isEqualTo(text.getBytes(UTF_8).length);
        }
    }

    final String read(String name, long offset) throws IOException {
        try (InputStream in = storage().open(path(name), offset)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void when_fileIsWritten_then_itIsReadFromAnyOffset() throws Exception {
        write("a", "0123456789");
        assertThat(read("a", 0)).isEqualTo("0123456789");
        assertThat(read("a", 7)).isEqualTo("789");
        assertThat(read("a", 10)).isEmpty();
        assertThat(read("a", 11)).isEmpty();
        assertThat(storage().stat(path("a"))).get().satisfies(file -> {
            assertThat(file.length()).isEqualTo(10);
            assertThat(file.directory()).isFalse();
            assertThat(file.name()).isEqualTo("a");
            assertThat(file.modifiedMillis()).isPositive();
        });
        assertThat(storage().isReadable(path("a"))).isTrue();
    }

    @Test
    void when_pathIsMissing_then_eachCallSaysSo() throws Exception {
        assertThat(storage().stat(path("no"))).isEmpty();
        assertThat(storage().delete(path("no"))).isFalse();
        assertThatThrownBy(() -> storage().open(path("no"), 0))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no");
        assertThatThrownBy(() -> storage().list(path("no"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().rename(path("no"), path("b"))).isInstanceOf(NoSuchFileException.class);
        if (storage().appends()) {
            assertThatThrownBy(() -> storage().create(path("no/b"))).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void when_fileExists_then_itIsNotCreatedAgain() throws Exception {
        write("a", "first");
        assertThatThrownBy(() -> write("a", "second")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read("a", 0)).isEqualTo("first");
    }

    @Test
    void when_manyCreateOneFile_then_oneSucceeds() throws Exception {
        for (int round = 0; round < 100; round++) {
            String name = "lock-" + round;
            assertThat(Race.successes(List.of(creating(name, 1), creating(name, 2))))
                    .isEqualTo(1);
            assertThat(read(name, 0)).startsWith("caller ");
        }
    }

    private Callable<Boolean> creating(String name, int caller) {
        return Race.runner(() -> storage().createWhole(path(name), ("caller " + caller).getBytes(UTF_8)));
    }

    @Test
    void when_directoryIsRenamed_then_itsFilesMoveAtOnce() throws Exception {
        storage().createDirectories(path("from/deep"));
        write("from/deep/a", "x");
        storage().syncDirectory(path("from/deep"));
        storage().rename(path("from"), path("to"));
        assertThat(read("to/deep/a", 0)).isEqualTo("x");
        assertThat(storage().stat(path("from"))).isEmpty();
    }

    @Test
    void when_directoryIsInTheWay_then_renameIsRefused() throws Exception {
        storage().createDirectories(path("from"));
        write("from/a", "x");
        storage().createDirectories(path("empty"));
        storage().createDirectories(path("full"));
        write("full/b", "y");
        for (String target : List.of("empty", "full")) {
            assertThatThrownBy(() -> storage().rename(path("from"), path(target)))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> storage().rename(path("from/a"), path(target)))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(read("from/a", 0)).isEqualTo("x");
        assertThat(storage().list(path("empty"))).isEmpty();
    }

    @Test
    void when_fileIsPreallocated_then_itIsWrittenFromItsStart() throws Exception {
        try (StorageOutput out = storage().create(path("a"))) {
            out.preallocate(3_000_000);
            assertThat(out.position()).isZero();
            out.write("first".getBytes(UTF_8));
            out.sync();
            out.write(" second".getBytes(UTF_8));
            out.sync();
            assertThat(out.position()).isEqualTo(12);
            if (storage().appends()) {
                assertThat(read("a", 0)).startsWith("first second");
            }
        }
        assertThat(read("a", 0).replace("\0", "")).isEqualTo("first second");
    }

    @Test
    void when_wholeFileIsCreated_then_itIsThereOnce() throws Exception {
        storage().createWhole(path("a"), "whole".getBytes(UTF_8));
        assertThatThrownBy(() -> storage().createWhole(path("a"), "other".getBytes(UTF_8)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read("a", 0)).isEqualTo("whole");
    }

    @Test
    void when_storageIsProbed_then_itPassesAndHoldsNothing() throws Exception {
        storage().probe(path("probe"));
        assertThat(storage().list(root())).isEmpty();
    }

    @Test
    void when_closedFileIsSealed_then_nobodyIsWritingIt() throws Exception {
        write("a", "x");
        storage().seal(path("a"));
        assertThat(storage().isBeingWritten(path("a"))).isFalse();
        assertThat(read("a", 0)).isEqualTo("x");
    }

    @Test
    void when_directoryIsListed_then_entriesComeByName() throws Exception {
        write("b", "");
        write("_a", "");
        write(".c", "");
        storage().createDirectories(path("d/e"));
        assertThat(storage().list(root())).extracting(StoredFile::name).containsExactly(".c", "_a", "b", "d");
        assertThat(storage().list(root())).extracting(StoredFile::hidden).containsExactly(true, true, false, false);
        assertThat(storage().list(root())).extracting(StoredFile::directory).containsExactly(false, false, false, true);
    }

    @Test
    void when_directoryIsDeleted_then_allInItGoes() throws Exception {
        storage().createDirectories(path("d/e"));
        write("d/e/f", "x");
        assertThat(storage().delete(path("d"))).isTrue();
        assertThat(storage().list(root())).isEmpty();
    }

    /** How often two race for one checkpoint: -Draces=1000 for more. */
    private static int races() {
        return Integer.getInteger("races", 100);
    }

    private Checkpoint checkpoint(boolean takeOver) throws IOException {
        CheckpointOptions options = new CheckpointOptions(takeOver, 2, 8 << 10);
        return Checkpoint.open(storage(), path("checkpoint"), options, Clock.SYSTEM);
    }

    private static Started started(String by) {
        return new Started("q-1", "hits", 1_000, 128, "murmur3", Map.of(), Map.of("by", by));
    }

    @Test
    void when_twoStartOnOneCheckpointAtOnce_then_oneWins() throws Exception {
        for (int race = 0; race < races(); race++) {
            assertThat(Race.successes(List.of(this::startsAlone, this::startsAlone)))
                    .as("race %s", race)
                    .isEqualTo(1);
            lastWinner.getAndSet(null).close();
        }
    }

    private boolean startsAlone() throws IOException {
        try {
            assertThat(lastWinner.getAndSet(checkpoint(false))).isNull();
            return true;
        } catch (TidewheelException e) {
            assertThat(e.kind()).isEqualTo(Kind.FENCED);
            assertThat(e)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " on host ")
                    .hasMessageContaining("started at ");
            return false;
        }
    }

    @Test
    void when_aCheckpointIsTakenOver_then_itsOldHolderWritesNothingThatCounts() throws Exception {
        Checkpoint zombie = checkpoint(false);
        zombie.append(List.of(started("first holder")));
        try (Checkpoint next = checkpoint(true)) {
            assertThat(next.history().started()).contains(started("first holder"));
            assertThatThrownBy(() -> zombie.append(List.of(started("zombie")))).isInstanceOf(Exception.class);
            next.append(List.of(started("second holder")));
        }
        assertThatThrownBy(() -> zombie.append(List.of(started("late")))).isInstanceOf(Exception.class);
        zombie.close();
        try (Checkpoint last = checkpoint(false)) {
            assertThat(last.history().started()).contains(started("second holder"));
        }
    }
}
