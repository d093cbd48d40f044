package io.tidewheel.checkpoint.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.checkpoint.testing.SimulatedDisk.Kind;
import io.tidewheel.checkpoint.testing.SimulatedDisk.Loss;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedDiskTest {
    private static final int SECTOR = DiskFile.SECTOR_BYTES;

    private SimulatedDisk disk = new SimulatedDisk(1);

    private static void write(Storage storage, String path, String text) throws IOException {
        try (StorageOutput out = storage.create(path)) {
            out.write(text.getBytes(UTF_8));
            out.sync();
        }
    }

    private static String read(Storage storage, String path) throws IOException {
        try (InputStream in = storage.open(path, 0)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static List<String> names(Storage storage, String directory) throws IOException {
        return storage.list(directory).stream().map(StoredFile::name).toList();
    }

    private void restartAfter(Loss loss) {
        disk.crash(loss);
        disk = disk.newProcess();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void when_anyKindIsUsed_then_itKeepsTheContractOfStorages(Kind kind) throws Exception {
        disk = new SimulatedDisk(kind, 1);
        disk.createDirectories("/d/e");
        disk.probe("/d/probe");
        write(disk, "/d/a", "0123456789");
        disk.createWhole("/d/b", "whole".getBytes(UTF_8));
        assertThatThrownBy(() -> disk.createWhole("/d/b", "other".getBytes(UTF_8)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(names(disk, "/d/")).containsExactly("a", "b", "e");
        assertThat(read(disk, "/d/b")).isEqualTo("whole");
        try (InputStream in = disk.open("/d/a", 7)) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("789");
        }
        assertThat(disk.open("/d/a", 11).read()).isEqualTo(-1);
        assertThat(disk.stat("/d/a")).get().extracting(StoredFile::length).isEqualTo(10L);
        assertThat(disk.stat("/d/e/")).get().extracting(StoredFile::directory).isEqualTo(true);
        assertThat(disk.stat("/no")).isEmpty();
        assertThatThrownBy(() -> disk.open("/no", 0)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.open("/d", 0)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> disk.list("/no")).isInstanceOf(NoSuchFileException.class);
        assertThat(disk.delete("/no")).isFalse();
        assertThat(disk.delete("/d")).isTrue();
        assertThat(disk.list("/")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "HDFS"})
    void when_kindRenames_then_nothingIsReplaced(Kind kind) throws Exception {
        disk = new SimulatedDisk(kind, 1);
        disk.createDirectories("/from/deep");
        write(disk, "/from/deep/a", "x");
        write(disk, "/b", "y");
        disk.rename("/from", "/to");
        assertThat(read(disk, "/to/deep/a")).isEqualTo("x");
        assertThat(disk.stat("/from")).isEmpty();
        assertThatThrownBy(() -> disk.rename("/b", "/to")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.rename("/no", "/c")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.rename("/b", "/no/c")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.create("/no/c")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void when_powerFails_then_bytesNotSyncedAreLost() throws Exception {
        StorageOutput out = disk.create("/a");
        out.write("synced".getBytes(UTF_8));
        out.sync();
        out.write(" and not".getBytes(UTF_8));
        disk.syncDirectory("/");
        restartAfter(Loss.EVERYTHING);
        assertThat(read(disk, "/a")).isEqualTo("synced");
    }

    @Test
    void when_processIsKilled_then_theSystemStillWritesItsBytes() throws Exception {
        disk.create("/a").write("not synced".getBytes(UTF_8));
        disk.kill();
        disk = disk.newProcess();
        assertThat(read(disk, "/a")).isEqualTo("not synced");
    }

    @Test
    void when_powerFails_then_namesNotSyncedAreLost() throws Exception {
        disk.createDirectories("/d");
        disk.syncDirectory("/");
        write(disk, "/d/kept", "x");
        write(disk, "/d/deleted", "y");
        write(disk, "/d/from", "z");
        disk.syncDirectory("/d");
        write(disk, "/d/new", "w");
        disk.delete("/d/deleted");
        disk.rename("/d/from", "/d/to");
        restartAfter(Loss.EVERYTHING);
        assertThat(names(disk, "/d")).containsExactly("deleted", "from", "kept");
        assertThat(read(disk, "/d/deleted")).isEqualTo("y");
    }

    @Test
    void when_directoryIsSyncedAndItsOwnNameIsNot_then_allInItIsLost() throws Exception {
        disk.createDirectories("/d");
        write(disk, "/d/a", "x");
        disk.syncDirectory("/d");
        restartAfter(Loss.EVERYTHING);
        assertThat(disk.list("/")).isEmpty();
    }

    @Test
    void when_targetDirectoryOfARenameIsSynced_then_theFileIsThere() throws Exception {
        disk.createDirectories("/from");
        disk.createDirectories("/to");
        disk.syncDirectory("/");
        write(disk, "/from/a", "x");
        disk.rename("/from/a", "/to/a");
        disk.syncDirectory("/to");
        restartAfter(Loss.EVERYTHING);
        assertThat(read(disk, "/to/a")).isEqualTo("x");
        assertThat(disk.list("/from")).isEmpty();
    }

    @Test
    void when_directoryWasRenamed_then_aSyncUnderItsNewNameKeepsItsFiles() throws Exception {
        disk.createDirectories("/from");
        write(disk, "/from/a", "x");
        disk.rename("/from", "/to");
        disk.syncDirectory("/to");
        disk.syncDirectory("/");
        restartAfter(Loss.EVERYTHING);
        assertThat(read(disk, "/to/a")).isEqualTo("x");
    }

    @Test
    void when_powerFails_then_aRenameIsWholeWhateverTheSeed() throws Exception {
        Set<List<String>> outcomes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            disk = new SimulatedDisk(seed);
            write(disk, "/from", "x");
            disk.syncDirectory("/");
            disk.rename("/from", "/to");
            restartAfter(Loss.SOMETHING);
            outcomes.add(names(disk, "/"));
        }
        assertThat(outcomes).containsExactlyInAnyOrder(List.of("from"), List.of("to"));
    }

    @Test
    void when_processDiesMidwayInARename_then_theFileHasBothNames() throws Exception {
        disk.faults(FaultPlan.nth(Operation.RENAME, 1, Fault.kill(Moment.MIDWAY)));
        write(disk, "/from", "x");
        assertThatThrownBy(() -> disk.rename("/from", "/to")).isInstanceOf(SimulatedCrash.class);
        disk = disk.newProcess();
        assertThat(names(disk, "/")).containsExactly("from", "to");
        assertThat(read(disk, "/to")).isEqualTo("x");
    }

    @Test
    void when_writingAnObjectFailed_then_closingItMakesNone() throws Exception {
        disk = new SimulatedDisk(Kind.OBJECT_STORE, 1);
        disk.faults(FaultPlan.nth(Operation.WRITE, 1, Fault.failure(Moment.MIDWAY)));
        StorageOutput out = disk.create("/a");
        assertThatThrownBy(() -> out.write(new byte[10])).isInstanceOf(IOException.class);
        assertThatThrownBy(out::close).isInstanceOf(IOException.class).hasMessageContaining("failed before");
        assertThat(disk.stat("/a")).isEmpty();
    }

    @Test
    void when_powerFails_then_writesInPlaceAreTornAtSectors() throws Exception {
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            disk = new SimulatedDisk(seed);
            StorageOutput out = disk.create("/a");
            out.preallocate(4 * SECTOR);
            disk.syncDirectory("/");
            byte[] bytes = new byte[3 * SECTOR];
            Arrays.fill(bytes, (byte) 'x');
            out.write(bytes);
            restartAfter(Loss.SOMETHING);
            outcomes.add(sectors(disk.contents("/a")));
        }
        assertThat(outcomes)
                .contains("0000", "xxx0", "x0x0", "0xx0", "xx00", "00x0")
                .allMatch(it -> it.endsWith("0"));
    }

    /** One character for each sector, which must be of one kind. */
    private static String sectors(byte[] contents) {
        StringBuilder kinds = new StringBuilder();
        for (int at = 0; at < contents.length; at += SECTOR) {
            byte[] sector = Arrays.copyOfRange(contents, at, Math.min(at + SECTOR, contents.length));
            assertThat(sector).containsOnly(sector[0]);
            kinds.append(sector[0] == 0 ? '0' : (char) sector[0]);
        }
        return kinds.toString();
    }

    @Test
    void when_powerFails_then_aGrowingFileEndsAnywhereAfterItsLastSync() throws Exception {
        Set<Integer> lengths = new HashSet<>();
        boolean zeros = false;
        for (int seed = 0; seed < 100; seed++) {
            disk = new SimulatedDisk(seed);
            StorageOutput out = disk.create("/a");
            disk.syncDirectory("/");
            out.write("synced".getBytes(UTF_8));
            out.sync();
            byte[] bytes = new byte[3 * SECTOR];
            Arrays.fill(bytes, (byte) 'x');
            out.write(bytes);
            restartAfter(Loss.SOMETHING);
            byte[] left = disk.contents("/a");
            lengths.add(left.length);
            assertThat(new String(left, 0, 6, UTF_8)).isEqualTo("synced");
            zeros |= new String(left, UTF_8).indexOf(0) >= 0;
        }
        assertThat(lengths).contains(6, 6 + 3 * SECTOR).hasSizeGreaterThan(10);
        assertThat(zeros).as("a length that came without its bytes").isTrue();
    }

    @Test
    void when_seedsAreEqual_then_disksAre() throws Exception {
        assertThat(tornBy(7)).isEqualTo(tornBy(7)).isNotEqualTo(tornBy(8));
    }

    private static List<String> tornBy(long seed) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        for (int i = 0; i < 20; i++) {
            write(disk, "/" + i, "text " + i);
        }
        disk.crash();
        return names(disk.newProcess(), "/");
    }

    @Test
    void when_preallocated_then_zerosAreDurableAndWrittenOver() throws Exception {
        StorageOutput out = disk.create("/a");
        out.preallocate(10);
        disk.syncDirectory("/");
        out.write("abc".getBytes(UTF_8));
        assertThat(out.position()).isEqualTo(3);
        out.sync();
        restartAfter(Loss.EVERYTHING);
        assertThat(read(disk, "/a")).isEqualTo("abc\0\0\0\0\0\0\0");
    }

    @Test
    void when_processIsDead_then_nothingGoesThroughItAnyMore() throws Exception {
        write(disk, "/a", "x");
        StorageOutput out = disk.create("/b");
        InputStream in = disk.open("/a", 0);
        disk.kill();
        SimulatedDisk next = disk.newProcess();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(out::sync).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(in::read).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> disk.delete("/a")).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> disk.create("/c")).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(out::close).isInstanceOf(SimulatedCrash.class);
        assertThat(names(next, "/")).containsExactly("a", "b");
        assertThat(next.contents("/b")).isEmpty();
    }

    @Test
    void when_processIsAZombie_then_itsWritesReachTheDisk() throws Exception {
        StorageOutput out = disk.create("/a");
        SimulatedDisk next = disk.newProcess();
        assertThat(read(next, "/a")).isEmpty();
        out.write("late".getBytes(UTF_8));
        assertThat(read(next, "/a")).isEqualTo("late");
    }

    @Test
    void when_powerFails_then_everyProcessDies() {
        SimulatedDisk other = disk.newProcess();
        disk.crash();
        assertThatThrownBy(() -> disk.list("/"))
                .isInstanceOf(SimulatedCrash.class)
                .hasMessageContaining("power");
        assertThatThrownBy(() -> other.list("/")).isInstanceOf(SimulatedCrash.class);
    }

    @Test
    void when_planLetsThePowerFail_then_whatWasNotSyncedIsAtRisk() throws Exception {
        Set<List<String>> outcomes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            disk = new SimulatedDisk(seed);
            disk.faults(FaultPlan.nth(Operation.CREATE, 2, Fault.powerFailure(Moment.AFTER)));
            disk.create("/a").close();
            assertThatThrownBy(() -> disk.create("/b")).isInstanceOf(SimulatedCrash.class);
            outcomes.add(names(disk.newProcess(), "/"));
        }
        assertThat(outcomes).containsExactlyInAnyOrder(List.of(), List.of("a"), List.of("b"), List.of("a", "b"));
    }

    @Test
    void when_writerOnHdfsDies_then_itsLeaseIsNotBeingHeld() throws Exception {
        disk = new SimulatedDisk(Kind.HDFS, 1);
        StorageOutput out = disk.create("/a");
        SimulatedDisk next = disk.newProcess();
        assertThat(next.isBeingWritten("/a")).isTrue();
        out.write("synced".getBytes(UTF_8));
        out.sync();
        disk.crash(Loss.EVERYTHING);
        next = next.newProcess();
        assertThat(next.isBeingWritten("/a")).isFalse();
        assertThat(read(next, "/a")).isEqualTo("synced");
    }

    @Test
    void when_fileOnHdfsIsSealed_then_itsZombieWritesNoMore() throws Exception {
        disk = new SimulatedDisk(Kind.HDFS, 1);
        StorageOutput out = disk.create("/a");
        out.write("synced".getBytes(UTF_8));
        out.sync();
        SimulatedDisk next = disk.newProcess();
        next.seal("/a");
        assertThat(next.isBeingWritten("/a")).isFalse();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class).hasMessageContaining("lease");
        assertThatThrownBy(out::close).isInstanceOf(IOException.class);
        assertThat(read(next, "/a")).isEqualTo("synced");
    }

    @Test
    void when_clientOfHdfsIsKilled_then_anyPartOfItsBufferIsLost() throws Exception {
        Set<Integer> lengths = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            disk = new SimulatedDisk(Kind.HDFS, seed);
            StorageOutput out = disk.create("/a");
            out.write(new byte[10]);
            out.sync();
            out.write(new byte[10]);
            disk.kill();
            lengths.add(disk.contents("/a").length);
        }
        assertThat(lengths).contains(10, 20).hasSizeGreaterThan(5);
    }

    @Test
    void when_objectsCompete_then_theFirstToCloseWins() throws Exception {
        disk = new SimulatedDisk(Kind.OBJECT_STORE, 1);
        SimulatedDisk other = disk.newProcess();
        StorageOutput one = disk.create("/d/a");
        StorageOutput two = other.create("/d/a");
        one.write("one".getBytes(UTF_8));
        two.write("two".getBytes(UTF_8));
        assertThat(disk.stat("/d/a")).isEmpty();
        two.close();
        assertThatThrownBy(one::close).isInstanceOf(FileAlreadyExistsException.class);
        one.close();
        disk.crash(Loss.EVERYTHING);
        assertThat(read(disk.newProcess(), "/d/a")).isEqualTo("two");
        assertThatThrownBy(() -> disk.newProcess().rename("/d/a", "/d/b"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void when_fileIsDamaged_then_theDamageIsDurable() throws Exception {
        write(disk, "/a", "x");
        disk.syncDirectory("/");
        disk.replace("/a", "y".getBytes(UTF_8));
        restartAfter(Loss.EVERYTHING);
        assertThat(disk.contents("/a")).isEqualTo("y".getBytes(UTF_8));
    }
}
