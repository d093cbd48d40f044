package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.blob;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.Prepared;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PurgeTest {
    private static final int SNAPSHOT_EVERY = 50;
    private static final int PURGE_EVERY = 20;

    /** Batches with a file of changes each, and now and then a snapshot of half the key groups. */
    private static void run(Checkpoint checkpoint, long from, long to) throws IOException {
        for (long batch = from; batch < to; batch++) {
            FileRef changes = file(checkpoint, "changes", "users " + batch);
            List<StateDelta> deltas = List.of(
                    inline("hits", "hits " + batch), new StateDelta("users", 1, new StateDelta.InFile(changes)));
            List<SnapshotRef> snapshots = new ArrayList<>();
            if (batch % SNAPSHOT_EVERY == SNAPSHOT_EVERY - 1) {
                int first = batch / SNAPSHOT_EVERY % 2 == 0 ? 0 : 64;
                for (String operator : List.of("hits", "users")) {
                    FileRef file = file(checkpoint, "snapshot", operator + " " + first + " to " + batch);
                    snapshots.add(new SnapshotRef(operator, first, first + 64, batch - 1, file));
                }
            }
            checkpoint.append(List.of(committed(batch, deltas, snapshots), planned(batch + 1)));
            if (batch % PURGE_EVERY == 0) {
                checkpoint.purge();
            }
        }
    }

    private static FileRef file(Checkpoint checkpoint, String kind, String content) throws IOException {
        return checkpoint.write(kind, out -> out.write(blob(content).bytes()));
    }

    private static long bytes(Map<String, byte[]> files) {
        return files.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_thereAreManyBatches_then_filesAndBytesStayFew(SimulatedDisk.Kind kind) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            run(checkpoint, 0, 1_000);
            Map<String, byte[]> early = Disks.files(disk);
            run(checkpoint, 1_000, kind == SimulatedDisk.Kind.LOCAL ? 10_000 : 3_000);
            Map<String, byte[]> late = Disks.files(disk);

            assertThat(late.size()).isLessThan(early.size() + 30).isLessThan(450);
            assertThat(bytes(late)).isLessThan(bytes(early) * 3 / 2);
        }
        assertThat(Checkpoint.verify(disk, Disks.CHECKPOINT).toString())
                .contains("/checkpoint can be restored: query hits, batch ")
                .contains("runs again");
    }

    @Test
    void when_itIsOpenedOftenByProcessesThatDie_then_claimsAndSegmentsStayFew() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
        }
        for (int opening = 0; opening < 300; opening++) {
            try (Checkpoint checkpoint = Disks.open(disk)) {
                run(checkpoint, opening, opening + 1);
                checkpoint.purge();
                if (opening % 2 == 0) {
                    disk.kill();
                }
            } catch (io.tidewheel.checkpoint.testing.SimulatedCrash e) {
                disk = disk.newProcess();
            }
        }
        assertThat(disk.list("/checkpoint/epochs")).hasSizeLessThan(40);
        assertThat(Checkpoint.verify(disk, Disks.CHECKPOINT).epoch()).isEqualTo(301);
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_aPurgeIsBrokenOff_then_nothingThatIsNeededIsGone(SimulatedDisk.Kind kind) throws IOException {
        boolean more = true;
        for (int deletions = 1; more; deletions += 3) {
            SimulatedDisk disk = new SimulatedDisk(kind, 5);
            int[] left = {deletions};
            disk.faults(
                    call -> call.operation() == Operation.DELETE && call.path().contains("/files/") && --left[0] == 0
                            ? Fault.powerFailure(Fault.Moment.AFTER)
                            : Fault.NONE);
            more = diesWithin(disk, 150);
            SimulatedDisk next = disk.newProcess();
            Checkpoint.verify(next, Disks.CHECKPOINT);
            try (Checkpoint checkpoint = Disks.open(next)) {
                checkpoint.purge();
            }
            Checkpoint.verify(next, Disks.CHECKPOINT);
        }
    }

    private static boolean diesWithin(SimulatedDisk disk, int batches) throws IOException {
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            run(checkpoint, 0, batches);
            return false;
        } catch (io.tidewheel.checkpoint.testing.SimulatedCrash e) {
            return true;
        }
    }

    @Test
    void when_theLastCommitIsTakenBackAfterAPurge_then_theOneBeforeCanBeRestored() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        int goneBack = 0;
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            for (int batch = 0; batch < 220; batch++) {
                run(checkpoint, batch, batch + 1);
                checkpoint.purge();
                goneBack += canGoBack(disk, batch) ? 1 : 0;
            }
        }
        assertThat(goneBack).isGreaterThan(150);
    }

    /** Cuts the last write off, unless its segment begins with it. */
    private static boolean canGoBack(SimulatedDisk disk, long batch) throws IOException {
        StringBuilder shown = new StringBuilder();
        Checkpoint.show(disk, Disks.CHECKPOINT, shown);
        String[] segments = shown.toString().split("(?m)^journal/");
        String last = segments[segments.length - 1];
        String[] records = last.split("at byte ");
        String lastRecord = records[records.length - 2];
        int at = Integer.parseInt(lastRecord.substring(0, lastRecord.indexOf(System.lineSeparator())));
        if (at == 128) {
            return false;
        }
        Map<String, byte[]> files = Disks.files(disk);
        String segment = Disks.CHECKPOINT + "/journal/" + last.substring(0, last.indexOf(':'));
        files.put(segment, Arrays.copyOf(files.get(segment), at));
        SimulatedDisk back = Disks.with(files);
        try (Checkpoint checkpoint = Disks.takeOver(back)) {
            assertThat(checkpoint.history().lastCommitted().map(Committed::batchId))
                    .isEqualTo(batch == 0 ? Optional.empty() : Optional.of(batch - 1));
            Contents.of(checkpoint);
        }
        return true;
    }

    @Test
    void when_listingsAreStale_then_nothingIsForkedOrLost() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.faults(call -> Fault.staleBy(50));
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            run(checkpoint, 0, 200);
        }
        for (int opening = 0; opening < 5; opening++) {
            SimulatedDisk process = disk.newProcess();
            process.faults(call -> Fault.staleBy(50));
            try (Checkpoint checkpoint = Disks.open(process)) {
                assertThat(checkpoint.epoch()).isEqualTo(opening + 2);
                long next = checkpoint.history().open().orElseThrow().batchId();
                assertThat(next).isEqualTo(200 + opening * 10L);
                run(checkpoint, next, next + 10);
                checkpoint.purge();
            }
        }
        Checkpoint.verify(disk.newProcess(), Disks.CHECKPOINT);
    }

    @Test
    void when_aFileOfChangesIsMissing_then_itIsRefusedWithFileAndBatch() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            run(checkpoint, 0, 10);
        }
        assertThat(disk.delete("/checkpoint/files/changes-0000000001-4")).isTrue();

        assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                .hasMessageContaining("batch 3: /checkpoint/files/changes-0000000001-4 is missing");
        try (Checkpoint checkpoint = Disks.open(disk)) {
            assertThatThrownBy(() -> Contents.changes(checkpoint.history(), "users", -1))
                    .hasMessageContaining("what batch 3 changed in the state of users cannot be restored")
                    .hasMessageContaining("/checkpoint/files/changes-0000000001-4 is missing");
        }
    }

    @Test
    void when_theJournalIsMissing_then_itIsRefusedAndNotBegunAnew() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
        }
        disk.delete("/checkpoint/journal");
        disk.createDirectories("/checkpoint/journal");

        assertThatThrownBy(() -> Disks.open(disk)).hasMessageContaining("the journal of /checkpoint is missing");
        assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT))
                .hasMessageContaining("the journal of /checkpoint is missing");
    }

    @Test
    void when_filesAreNotYetNamed_then_theyAreKeptUntilTheNextOpening() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        FileRef pending;
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            pending = file(checkpoint, "snapshot", "in the making");
            checkpoint.purge();
            assertThat(disk.stat("/checkpoint/" + pending.path())).isPresent();
        }
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.purge();
            assertThat(disk.stat("/checkpoint/" + pending.path())).isEmpty();
        }
    }

    @Test
    void when_aZombiePurges_then_itDeletesNothing() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (Checkpoint zombie = Disks.open(disk)) {
            zombie.append(List.of(STARTED, planned(0)));
            run(zombie, 0, 10);
            try (Checkpoint next = Disks.takeOver(disk.newProcess())) {
                FileRef file = file(next, "changes", "new");
                assertThatThrownBy(zombie::purge)
                        .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                                .isEqualTo(Kind.FENCED));
                assertThat(disk.stat("/checkpoint/" + file.path())).isPresent();
            }
        }
    }

    @Test
    void when_theDiskIsFull_then_whatWasWrittenBeforeIsWhole() throws IOException {
        for (long room = 0; room < 60_000; room += 1_500) {
            SimulatedDisk disk = new SimulatedDisk(1);
            disk.room(room);
            long written = fill(disk);
            SimulatedDisk later = disk.newProcess();
            try (Checkpoint checkpoint = Disks.open(later)) {
                long last = checkpoint
                        .history()
                        .lastCommitted()
                        .map(commit -> commit.batchId())
                        .orElse(-1L);
                assertThat(last).isBetween(written, written + 1);
                Contents.of(checkpoint);
            }
        }
    }

    /** Gives the last batch that was committed for certain. */
    private static long fill(SimulatedDisk disk) {
        long written = -1;
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            for (long batch = 0; batch < 200; batch++) {
                run(checkpoint, batch, batch + 1);
                written = batch;
            }
        } catch (IOException e) {
            assertThat(e)
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).hasMessageContaining("No space left on device"),
                            failure -> assertThat(failure).hasMessageContaining("failed before"));
        }
        return written;
    }

    @Test
    void when_aBatchIsPrepared_then_itsFilesAreKept() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        FileRef prepared;
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            prepared = file(checkpoint, "changes", "users 0");
            checkpoint.append(
                    List.of(new Prepared(committed(0, new StateDelta("users", 1, new StateDelta.InFile(prepared))))));
        }
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.purge();
            assertThat(disk.stat("/checkpoint/" + prepared.path())).isPresent();
        }
    }

    @Test
    void when_aStateIsDropped_then_itCanBeGoneBackToAndThenItIsGone() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            run(checkpoint, 0, 10);
            checkpoint.append(List.of(dropping(10), planned(11)));
            checkpoint.purge();
            assertThat(canGoBack(disk, 10)).isTrue();
            assertThat(Checkpoint.verify(disk, Disks.CHECKPOINT).history().operators())
                    .containsExactly("hits");
            checkpoint.append(List.of(committed(11, inline("hits", "hits 11")), planned(12)));
            checkpoint.append(List.of(committed(12, inline("hits", "hits 12")), planned(13)));
            checkpoint.purge();
            assertThat(disk.list("/checkpoint/files")).isEmpty();
            run(checkpoint, 13, 15);
        }
        try (Checkpoint checkpoint = Disks.open(disk)) {
            assertThat(checkpoint.history().operators()).containsExactly("hits", "users");
            assertThat(Contents.changes(checkpoint.history(), "users", -1))
                    .containsExactly("users 13 users 13", "users 14 users 14");
        }
    }

    private static Committed dropping(long batch) {
        Committed commit = committed(batch, inline("hits", "hits " + batch));
        return new Committed(
                batch,
                commit.watermarkMillis(),
                commit.eventTimes(),
                commit.deadlines(),
                commit.deltas(),
                commit.sinkTokens(),
                commit.snapshots(),
                List.of("users"),
                commit.counters());
    }

    @Test
    void when_anotherTakesOverAmidAPurge_then_itsFilesStay() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        List<FileRef> files = new ArrayList<>();
        try (Checkpoint zombie = Disks.open(disk)) {
            zombie.append(List.of(STARTED, planned(0)));
            disk.faults(call -> {
                if (call.operation() == Operation.LIST && call.path().endsWith("/files") && files.isEmpty()) {
                    files.add(writtenByAnother(disk.newProcess()));
                }
                return Fault.NONE;
            });
            zombie.purge();
        }
        assertThat(disk.stat("/checkpoint/" + files.get(0).path())).isPresent();
    }

    private static FileRef writtenByAnother(SimulatedDisk disk) {
        try (Checkpoint next = Disks.takeOver(disk)) {
            return file(next, "changes", "new");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
