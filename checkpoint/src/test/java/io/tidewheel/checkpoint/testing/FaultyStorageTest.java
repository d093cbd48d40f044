package io.tidewheel.checkpoint.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over the real local disk. */
class FaultyStorageTest {
    @TempDir
    Path folder;

    private FaultyStorage storage;

    @BeforeEach
    void open() {
        storage = newProcess();
    }

    private static FaultyStorage newProcess() {
        return new FaultyStorage(Storages.DEFAULT.of("/"));
    }

    private String path(String name) {
        return Storage.child(folder.toString(), name);
    }

    private List<String> names() throws IOException {
        return storage.list(folder.toString()).stream().map(StoredFile::name).toList();
    }

    @Test
    void when_nothingIsPlanned_then_callsAreCountedAndPassOn() throws Exception {
        List<String> calls = new ArrayList<>();
        storage.faults(call -> {
            calls.add(call.number() + " " + call.operation() + " " + Storage.name(call.path()));
            return Fault.NONE;
        });
        storage.createDirectories(path("d"));
        try (StorageOutput out = storage.create(path("d/a"))) {
            out.preallocate(4);
            out.write("text".getBytes(UTF_8));
            out.sync();
        }
        storage.syncDirectory(path("d"));
        storage.rename(path("d/a"), path("d/b"));
        assertThat(storage.open(path("d/b"), 3).read()).isEqualTo('t');
        assertThat(storage.stat(path("d/b"))).isPresent();
        storage.seal(path("d/b"));
        assertThat(storage.isBeingWritten(path("d/b"))).isFalse();
        assertThat(storage.list(path("d"))).hasSize(1);
        assertThat(storage.delete(path("d/b"))).isTrue();
        assertThat(calls)
                .containsExactly(
                        "1 CREATE_DIRECTORIES d",
                        "2 CREATE a",
                        "3 PREALLOCATE a",
                        "4 WRITE a",
                        "5 SYNC a",
                        "6 CLOSE a",
                        "7 SYNC_DIRECTORY d",
                        "8 RENAME a",
                        "9 OPEN b",
                        "10 READ b",
                        "11 STAT b",
                        "12 SEAL b",
                        "13 IS_BEING_WRITTEN b",
                        "14 LIST d",
                        "15 DELETE b");
        assertThat(storage.calls()).isEqualTo(15);
    }

    @Test
    void when_callFailsBefore_then_itHasNoEffect() throws Exception {
        storage.faults(FaultPlan.nth(1, Fault.failure(Moment.BEFORE)));
        assertThatThrownBy(() -> storage.create(path("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("call 1, CREATE " + path("a"));
        assertThat(names()).isEmpty();
    }

    @Test
    void when_callFailsAfter_then_itHasItsEffect() throws Exception {
        storage.faults(FaultPlan.nth(Operation.CREATE, 2, Fault.failure(Moment.AFTER)));
        storage.create(path("a")).close();
        assertThatThrownBy(() -> storage.create(path("b"))).isInstanceOf(IOException.class);
        storage.create(path("c")).close();
        assertThat(names()).containsExactly("a", "b", "c");
    }

    @Test
    void when_writeFailsMidway_then_halfOfItIsThere() throws Exception {
        storage.faults(FaultPlan.nth(Operation.WRITE, 1, Fault.failure(Moment.MIDWAY)));
        try (StorageOutput out = storage.create(path("a"))) {
            assertThatThrownBy(() -> out.write("01234567".getBytes(UTF_8))).isInstanceOf(IOException.class);
        }
        assertThat(Path.of(path("a"))).hasContent("0123");
    }

    @Test
    void when_syncFailsOnce_then_theFileIsLost() throws Exception {
        storage.faults(FaultPlan.nth(Operation.SYNC, 1, Fault.failure(Moment.BEFORE)));
        try (StorageOutput out = storage.create(path("a"))) {
            out.write(1);
            assertThatThrownBy(out::sync).isInstanceOf(IOException.class);
            assertThatThrownBy(out::sync).isInstanceOf(IOException.class).hasMessageContaining("failed before");
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void when_readFails_then_theNextOneWorks() throws Exception {
        Files.writeString(Path.of(path("a")), "text");
        storage.faults(FaultPlan.nth(Operation.READ, 1, Fault.failure(Moment.BEFORE)));
        try (var in = storage.open(path("a"), 0)) {
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
            assertThat(in.read()).isEqualTo('t');
        }
    }

    @Test
    void when_processCrashes_then_allItsCallsThrowAndTheNextOneWorks() throws Exception {
        storage.faults(FaultPlan.nth(Operation.WRITE, 2, Fault.kill(Moment.MIDWAY)));
        StorageOutput out = storage.create(path("a"));
        out.write("ab".getBytes(UTF_8));
        assertThatThrownBy(() -> out.write("cd".getBytes(UTF_8)))
                .isInstanceOf(SimulatedCrash.class)
                .hasMessageContaining("MIDWAY call 3, WRITE " + path("a"));
        assertThatThrownBy(out::close).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> storage.list("/")).isInstanceOf(SimulatedCrash.class);
        storage = newProcess();
        assertThat(names()).containsExactly("a");
        assertThat(Path.of(path("a"))).hasContent("abc");
    }

    @Test
    void when_diskIsFull_then_whatFitsIsWritten() throws Exception {
        storage.room(6);
        StorageOutput out = storage.create(path("a"));
        out.write("0123".getBytes(UTF_8));
        assertThatThrownBy(() -> out.write("4567".getBytes(UTF_8)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("No space left on device");
        assertThat(Path.of(path("a"))).hasContent("012345");
        StorageOutput other = storage.create(path("b"));
        assertThatThrownBy(() -> other.preallocate(1)).isInstanceOf(FileSystemException.class);
        storage.room(Long.MAX_VALUE);
        StorageOutput third = storage.create(path("c"));
        third.write(new byte[100]);
        out.close();
        other.close();
        third.close();
    }

    @Test
    void when_roomWasAllocated_then_aFullDiskTakesTheBytes() throws Exception {
        storage.room(4);
        try (StorageOutput out = storage.create(path("a"))) {
            out.preallocate(4);
            out.write("0123".getBytes(UTF_8));
            out.sync();
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(FileSystemException.class);
        }
        assertThat(Path.of(path("a"))).hasContent("0123");
    }

    @Test
    void when_callIsSlow_then_theClockOfTheTestMoves() throws Exception {
        List<Duration> passed = new ArrayList<>();
        storage.onDelay(passed::add);
        storage.faults(FaultPlan.nth(1, Fault.delay(Duration.ofSeconds(30))));
        storage.create(path("a")).close();
        assertThat(passed).containsExactly(Duration.ofSeconds(30));
        assertThat(names()).containsExactly("a");
    }

    @Test
    void when_listingIsStale_then_itMissesTheNewestAndShowsTheDeleted() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            storage.create(path(name)).close();
        }
        storage.delete(path("a"));
        storage.createDirectories(path("d"));
        storage.create(path("d/other")).close();
        storage.rename(path("b"), path("e"));
        long before = storage.calls() + 1;
        storage.faults(call -> Fault.staleBy((int) (call.number() - before)));
        assertThat(names()).containsExactly("c", "d", "e");
        assertThat(names()).containsExactly("c", "d");
        assertThat(names()).containsExactly("b", "c", "d");
        assertThat(names()).containsExactly("b", "c");
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(names()).containsExactly("a", "b");
    }
}
