package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.blob;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.checkpoint.testing.SimulatedCrash;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script of batches, broken off at each of its calls of the storage, and gone on with by the next process. */
class JournalCrashTest {
    private static final int BATCHES = 5;

    /** Runs batches from wherever the checkpoint is to the end; notes what was promised to be there. */
    private static void run(SimulatedDisk disk, long[] promised) throws IOException {
        try (Checkpoint checkpoint = Disks.open(disk)) {
            long next = checkpoint
                    .history()
                    .lastCommitted()
                    .map(last -> last.batchId() + 1)
                    .orElse(0L);
            verify(checkpoint, promised[0]);
            promised[0] = next - 1;
            if (checkpoint.history().started().isEmpty()) {
                checkpoint.append(List.of(STARTED));
            }
            if (checkpoint.history().open().isEmpty()) {
                checkpoint.append(List.of(planned(next)));
            }
            for (long batch = next; batch < BATCHES; batch++) {
                commit(checkpoint, batch);
                promised[0] = batch;
                checkpoint.purge();
            }
        }
    }

    private static void commit(Checkpoint checkpoint, long batch) throws IOException {
        FileRef changes = file(checkpoint, "changes", "users " + batch);
        List<StateDelta> deltas =
                List.of(inline("hits", "hits " + batch), new StateDelta("users", 1, new StateDelta.InFile(changes)));
        List<SnapshotRef> snapshots = batch == 2
                ? List.of(new SnapshotRef("users", 0, 128, batch, file(checkpoint, "snapshot", "users to " + batch)))
                : List.of();
        checkpoint.append(List.of(committed(batch, deltas, snapshots), planned(batch + 1)));
    }

    private static FileRef file(Checkpoint checkpoint, String kind, String content) throws IOException {
        return checkpoint.write(kind, out -> out.write(blob(content).bytes()));
    }

    /** All that was promised is there, whole and in order, and at most the one batch more that was about to be. */
    private static void verify(Checkpoint checkpoint, long promised) throws IOException {
        long last = checkpoint
                .history()
                .lastCommitted()
                .map(commit -> commit.batchId())
                .orElse(-1L);
        assertThat(last).isBetween(promised, promised + 1);
        List<String> hits = new ArrayList<>();
        List<String> users = new ArrayList<>();
        long covered = -1;
        for (SnapshotRef snapshot : checkpoint.history().snapshots("users")) {
            covered = snapshot.batchId();
            try (var in = checkpoint.read(snapshot.file())) {
                assertThat(in.readAllBytes())
                        .isEqualTo(blob("users to " + covered).bytes());
            }
        }
        for (long batch = 0; batch <= last; batch++) {
            hits.add("hits " + batch + " hits " + batch);
            if (batch > covered) {
                users.add("users " + batch + " users " + batch);
            }
        }
        assertThat(Contents.changes(checkpoint.history(), "hits", -1)).isEqualTo(hits);
        assertThat(Contents.changes(checkpoint.history(), "users", covered)).isEqualTo(users);
    }

    private static long calls(SimulatedDisk.Kind kind) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        run(disk, new long[] {-1});
        return disk.calls();
    }

    /** Dies at the call, then at the same call of each recovery, and then runs to the end. */
    private static void survive(SimulatedDisk disk, long call, Fault fault, int deaths) throws IOException {
        long[] promised = {-1};
        SimulatedDisk process = disk;
        for (int death = 0; death < deaths; death++) {
            process.faults(FaultPlan.nth(call, fault));
            boolean died = false;
            try {
                run(process, promised);
            } catch (SimulatedCrash e) {
                died = true;
            } catch (IOException | RuntimeException e) {
                assertThat(fault).isInstanceOf(Fault.Failure.class);
                process.kill();
            }
            if (!died) {
                process.kill();
            }
            process = process.newProcess();
        }
        run(process, promised);
        assertThat(promised[0]).isEqualTo(BATCHES - 1);
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_aProcessIsKilledAtAnyCall_then_whatWasPromisedIsThere(SimulatedDisk.Kind kind) throws IOException {
        survivesEverywhere(kind, moment -> Fault.kill(moment));
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_thePowerFailsAtAnyCall_then_whatWasPromisedIsThere(SimulatedDisk.Kind kind) throws IOException {
        survivesEverywhere(kind, moment -> Fault.powerFailure(moment));
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_anyCallFails_then_theNextOpeningFindsOut(SimulatedDisk.Kind kind) throws IOException {
        survivesEverywhere(kind, moment -> Fault.failure(moment));
    }

    private interface Faults {
        Fault at(Moment moment);
    }

    private static void survivesEverywhere(SimulatedDisk.Kind kind, Faults faults) throws IOException {
        long calls = calls(kind);
        for (long call = 1; call <= calls; call++) {
            for (Moment moment : Moment.values()) {
                Fault fault = faults.at(moment);
                int deaths = kind == SimulatedDisk.Kind.LOCAL && moment == Moment.BEFORE ? 5 : 2;
                try {
                    survive(new SimulatedDisk(kind, call), call, fault, deaths);
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError(kind + ", " + fault + " at call " + call, e);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_anAppendFails_then_itsOutcomeIsUnknownAndNothingMoreIsAppended(SimulatedDisk.Kind kind)
            throws IOException {
        for (Moment moment : Moment.values()) {
            SimulatedDisk disk = new SimulatedDisk(kind, 3);
            try (Checkpoint checkpoint = Disks.open(disk)) {
                checkpoint.append(List.of(STARTED, planned(0)));
                disk.faults(FaultPlan.nth(disk.calls() + 1, Fault.failure(moment)));

                assertThatThrownBy(() -> checkpoint.append(List.of(committed(0), planned(1))))
                        .isInstanceOf(UnknownOutcomeException.class)
                        .hasMessageContaining("[Committed, Planned]")
                        .hasMessageContaining("open the checkpoint again");
                assertThatThrownBy(() -> checkpoint.append(List.of(committed(0), planned(1))))
                        .hasMessageContaining("takes no more records");
            }
            try (Checkpoint checkpoint = Disks.open(disk)) {
                if (checkpoint.history().lastCommitted().isEmpty()) {
                    assertThat(checkpoint.history().open()).contains(planned(0));
                    checkpoint.append(List.of(committed(0), planned(1)));
                }
                checkpoint.append(List.of(committed(1)));
            }
        }
    }
}
