package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is known to live is not taken over; on other hosts only the storage can tell. */
class HolderTest {
    private static final String CLAIM = "/checkpoint/epochs/0000000001";
    private static final int MORE_THAN_A_MINUTE = 60_001;

    /** A checkpoint that stays open, whose claim says something else. */
    private static SimulatedDisk held(SimulatedDisk.Kind kind, UnaryOperator<Claim> as) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        Disks.open(disk).append(List.of(STARTED));
        Claim claim = Claim.decode(CLAIM, disk.contents(CLAIM));
        disk.replace(CLAIM, as.apply(claim).encoded());
        return disk;
    }

    private static Claim elsewhere(Claim claim) {
        return new Claim("elsewhere", claim.pid(), claim.processStart(), claim.nonce() + 1, claim.claimedMillis());
    }

    private static void assertHeld(SimulatedDisk disk) {
        assertThatThrownBy(() -> Disks.open(disk.newProcess()))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED))
                .hasMessageContaining("/checkpoint is held by process ");
    }

    private static void assertFree(SimulatedDisk disk) throws IOException {
        try (Checkpoint next = Disks.open(disk.newProcess())) {
            assertThat(next.epoch()).isEqualTo(2);
        }
    }

    @Test
    void when_aHolderElsewhereRenewsItsLease_then_itIsKnownToLive() throws IOException {
        SimulatedDisk disk = held(SimulatedDisk.Kind.HDFS, HolderTest::elsewhere);
        assertHeld(disk);

        disk.kill();
        assertFree(disk);
    }

    @Test
    void when_oneOfItsHeartbeatsIsYoung_then_aHolderElsewhereIsKnownToLive() throws IOException {
        SimulatedDisk disk = held(SimulatedDisk.Kind.OBJECT_STORE, HolderTest::elsewhere);
        assertHeld(disk);

        disk.delete(CLAIM + ".alive-0");
        disk.create(CLAIM + ".alive-1").close();
        assertHeld(disk);

        disk.delete(CLAIM + ".alive-1");
        assertFree(disk);
    }

    @Test
    void when_itsHeartbeatsAreOlderThanAMinute_then_aHolderElsewhereIsTakenForDead() throws IOException {
        SimulatedDisk disk = held(SimulatedDisk.Kind.OBJECT_STORE, HolderTest::elsewhere);
        for (int tick = 0; tick < MORE_THAN_A_MINUTE; tick++) { // an object each
            disk.create("/other").close();
            disk.delete("/other");
        }
        assertFree(disk);
    }

    @Test
    void when_nothingTellsOfAHolderElsewhere_then_itIsTakenForDead() throws IOException {
        assertFree(held(SimulatedDisk.Kind.LOCAL, HolderTest::elsewhere));
    }

    @Test
    void when_aProcessOfThisHostHasItsNumber_then_theTimeOfItsStartTells() throws IOException {
        ProcessHandle other =
                ProcessHandle.current().parent().orElse(ProcessHandle.of(1).orElseThrow());
        assumeThat(other.info().startInstant()).isPresent();
        long start = other.info().startInstant().orElseThrow().toEpochMilli();

        assertHeld(held(
                SimulatedDisk.Kind.LOCAL,
                claim -> new Claim(claim.host(), other.pid(), start, 1, claim.claimedMillis())));
        assertFree(held(
                SimulatedDisk.Kind.LOCAL,
                claim -> new Claim(claim.host(), other.pid(), start - 10_000, 1, claim.claimedMillis())));
    }

    @Test
    @Timeout(60)
    void when_aKilledProcessIsThereBecauseItsParentDoesNotAsk_then_itIsTakenForDead() throws IOException {
        assumeThat(Path.of("/proc/self/task")).isDirectory();
        Process parent = new ProcessBuilder("sh", "-c", "sleep 600 > /dev/null & echo $!; exec cat").start();
        try (BufferedReader out = parent.inputReader();
                Writer in = parent.outputWriter()) {
            long pid = Long.parseLong(out.readLine());
            in.append("the shell is no more\n").flush();
            out.readLine(); // and what it has become asks nobody
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            long start = process.info().startInstant().orElseThrow().toEpochMilli();
            SimulatedDisk disk = held(
                    SimulatedDisk.Kind.LOCAL, claim -> new Claim(claim.host(), pid, start, 1, claim.claimedMillis()));
            assertHeld(disk);

            process.destroyForcibly();
            while (!Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ")) {
                Thread.onSpinWait();
            }

            assertThat(process.isAlive()).isTrue(); // as the JDK has it
            assertFree(disk);
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
        }
    }
}
