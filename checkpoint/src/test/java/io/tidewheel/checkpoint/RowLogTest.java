package io.tidewheel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.RowJournal;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.checkpoint.testing.SimulatedCrash;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowLogTest {
    private static final String DIRECTORY = "/log";
    private static final long SMALL_SEGMENTS = 400;

    private static RowLog open(Storage storage) throws IOException {
        return open(storage, false);
    }

    private static RowLog open(Storage storage, boolean takeOver) throws IOException {
        return RowLog.open(storage, DIRECTORY, takeOver, SMALL_SEGMENTS, Clock.SYSTEM);
    }

    private static List<byte[]> group(String... rows) {
        List<byte[]> group = new ArrayList<>();
        for (String row : rows) {
            group.add(row.getBytes(StandardCharsets.UTF_8));
        }
        return group;
    }

    private static List<String> read(RowLog log, long from, long to) throws IOException {
        List<String> rows = new ArrayList<>();
        try (RowJournal.Reading reading = log.read(from, to)) {
            for (byte[] row = reading.next(); row != null; row = reading.next()) {
                rows.add(new String(row, StandardCharsets.UTF_8));
            }
        }
        return rows;
    }

    private static List<String> all(RowLog log) throws IOException {
        return read(log, log.first(), log.end());
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_rowsAreAppended_then_anyRangeOfThemIsReadAlsoByTheNextProcess(SimulatedDisk.Kind kind) throws Exception {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        List<String> expected = new ArrayList<>();
        try (RowLog log = open(disk)) {
            for (int i = 0; i < 20; i++) {
                log.append(group("row " + 2 * i, "x".repeat(i * 10)));
                expected.addAll(List.of("row " + 2 * i, "x".repeat(i * 10)));
            }
            for (int from = 0; from <= 40; from += 3) {
                for (int to = from; to <= 40; to += 5) {
                    assertThat(read(log, from, to)).isEqualTo(expected.subList(from, to));
                }
            }
        }
        try (RowLog again = open(disk.newProcess())) {
            assertThat(again.first()).isZero();
            assertThat(all(again)).isEqualTo(expected);
            again.append(group("more"));
            assertThat(read(again, 39, 41)).containsExactly(expected.get(39), "more");
        }
    }

    /** What a process does that may die at any call: each row says how many were appended before it. */
    private static void work(SimulatedDisk disk, List<String> appended, long[] deletedBefore) throws IOException {
        try (RowLog log = open(disk)) {
            for (int i = 0; i < 6; i++) {
                List<byte[]> group = group("row " + log.end(), "row " + (log.end() + 1));
                log.append(group);
                group.forEach(row -> appended.add(new String(row, StandardCharsets.UTF_8)));
                if (i == 3) {
                    deletedBefore[0] = 5;
                    log.deleteBefore(5);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_theProcessDiesAtAnyCall_then_whatWasAppendedIsThereAndStaysThere(SimulatedDisk.Kind kind)
            throws Exception {
        SimulatedDisk calm = new SimulatedDisk(kind, 1);
        work(calm, new ArrayList<>(), new long[1]);
        int step = kind == SimulatedDisk.Kind.OBJECT_STORE ? 3 : 1; // whose many calls are alike
        for (Fault.Moment moment : Fault.Moment.values()) {
            for (Fault fault : List.of(Fault.kill(moment), Fault.powerFailure(moment), Fault.failure(moment))) {
                for (long call = 1; call <= calm.calls(); call += step) {
                    dieAt(kind, call, fault);
                }
            }
        }
    }

    private static void dieAt(SimulatedDisk.Kind kind, long call, Fault fault) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, call);
        disk.faults(FaultPlan.nth(call, fault));
        List<String> appended = new ArrayList<>();
        long[] deletedBefore = new long[1];
        try {
            work(disk, appended, deletedBefore);
        } catch (IOException | RuntimeException | SimulatedCrash e) {
            assertThat(e).isNotNull(); // the fault, told in whatever way
        }
        SimulatedDisk second = disk.newProcess();
        List<String> found = new ArrayList<>();
        try (RowLog log = open(second, true)) {
            found.addAll(all(log));
            assertThat(log.first()).as("%s at call %s", fault, call).isLessThanOrEqualTo(deletedBefore[0]);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).isEqualTo("row " + (log.first() + i));
            }
            assertThat(log.end()).as("%s at call %s", fault, call).isGreaterThanOrEqualTo(appended.size());
            assertThat(log.end() % 2).isZero(); // groups are there as wholes
            second.crash(SimulatedDisk.Loss.EVERYTHING);
        } catch (SimulatedCrash e) {
            assertThat(second.isAlive()).isFalse(); // it was closed without power
        }
        try (RowLog log = open(second.newProcess(), true)) {
            assertThat(all(log))
                    .as("after the power failed too, %s at call %s", fault, call)
                    .isEqualTo(found);
        }
    }

    @Test
    void when_anyBitIsFlipped_then_theRowsAreTheSameOrTheLogIsRefusedWithItsPlace() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(1);
        List<String> expected;
        try (RowLog log = open(disk)) {
            for (int i = 0; i < 5; i++) {
                log.append(group("row " + i, "y".repeat(60)));
            }
            expected = all(log);
        }
        int refused = 0;
        for (StoredFile file : disk.list(DIRECTORY + "/journal")) {
            byte[] bytes = disk.contents(file.path());
            for (int at = 0; at < bytes.length; at += 3) { // a byte of every field
                SimulatedDisk damaged = disk.newProcess();
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                damaged.replace(file.path(), flipped);
                try (RowLog log = open(damaged)) {
                    assertThat(all(log)).isEqualTo(expected);
                } catch (TidewheelException e) {
                    refused++;
                    assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT);
                    assertThat(e).hasMessageContaining("/log/journal/00000000");
                }
                removeNewer(damaged, file.path());
                damaged.replace(file.path(), bytes);
            }
        }
        assertThat(refused).isGreaterThan(180);
    }

    /** What an opening has added goes, so that the next one finds what the first did. */
    private static void removeNewer(SimulatedDisk disk, String kept) throws IOException {
        for (StoredFile file : disk.list(DIRECTORY + "/journal")) {
            if (!file.name().startsWith("0000000001-")) {
                assertThat(file.path()).isNotEqualTo(kept);
                disk.delete(file.path());
            }
        }
    }

    @Test
    void when_theEndOfTheFileIsTorn_then_itIsCutThere() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (RowLog log = open(disk)) {
            log.append(group("a"));
            log.append(group("b".repeat(1000)));
        }
        String file = disk.list(DIRECTORY + "/journal").get(0).path();
        byte[] bytes = disk.contents(file);
        Arrays.fill(bytes, 512, bytes.length, (byte) 0);
        disk.replace(file, bytes);

        try (RowLog log = open(disk.newProcess())) {
            assertThat(all(log)).containsExactly("a");
            log.append(group("c"));
            assertThat(all(log)).containsExactly("a", "c");
        }
    }

    @Test
    void when_anotherHoldsTheLog_then_itIsNamedAndCanBeTakenOver() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(1);
        RowLog first = open(disk);
        first.append(group("a"));

        assertThatThrownBy(() -> open(disk.newProcess()))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED))
                .hasMessageContaining(
                        "/log is held by process " + ProcessHandle.current().pid() + " on host");
        try (RowLog second = open(disk.newProcess(), true)) {
            assertThatThrownBy(() -> first.append(group("b")))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("was taken over");
            assertThat(all(second)).containsExactly("a");
            assertThatThrownBy(() -> first.deleteBefore(1)).hasMessageContaining("was taken over");
        }
        try (RowLog third = open(disk.newProcess())) {
            assertThat(all(third)).containsExactly("a");
        }
    }

    @Test
    void when_rowsMayGo_then_theirFilesDoAndTheNumbersGoOn() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (RowLog log = open(disk)) {
            for (int i = 0; i < 30; i++) {
                log.append(group("row " + i, "z".repeat(100)));
            }
            int files = disk.list(DIRECTORY + "/journal").size();

            log.deleteBefore(40);

            assertThat(log.first()).isBetween(30L, 40L);
            assertThat(disk.list(DIRECTORY + "/journal").stream()
                            .filter(file -> file.name().endsWith(".log")))
                    .hasSizeLessThan(files / 2);
            assertThat(read(log, 40, 42)).containsExactly("row 20", "z".repeat(100));
            assertThatThrownBy(() -> read(log, 0, 1))
                    .hasMessageContaining("/log holds rows " + log.first() + " to 60, but row 0 is to be read");
            log.deleteBefore(60);
        }
        try (RowLog again = open(disk.newProcess())) {
            assertThat(again.end()).isEqualTo(60);
            again.deleteBefore(60);
            again.append(group("next"));
            assertThat(read(again, 60, 61)).containsExactly("next");
        }
    }

    @Test
    void when_theDirectoryHoldsACheckpointOrHasLostItsRows_then_itIsRefused() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(1);
        Checkpoint.open(disk, DIRECTORY, CheckpointOptions.DEFAULT, Clock.SYSTEM)
                .close();
        SimulatedDisk other = new SimulatedDisk(2);
        try (RowLog log = open(other)) {
            log.append(group("a"));
        }

        assertThatThrownBy(() -> open(disk))
                .hasMessageContaining("/log/FORMAT does not begin with 'tidewheel row log '")
                .hasMessageContaining("choose another directory");
        assertThatThrownBy(() -> Checkpoint.open(other, DIRECTORY, CheckpointOptions.DEFAULT, Clock.SYSTEM))
                .hasMessageContaining("so this is no checkpoint");
        for (StoredFile file : other.list(DIRECTORY + "/journal")) {
            other.delete(file.path());
        }
        assertThatThrownBy(() -> open(other.newProcess()))
                .hasMessageContaining("the journal of /log is missing, although rows were appended before");
    }
}
