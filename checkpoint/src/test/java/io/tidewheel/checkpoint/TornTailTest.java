package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The last record is written in part: it is cut, or it is whole, and nothing in between. */
class TornTailTest {
    private static final int SECTOR = 512;
    private static final String SEGMENT = "/checkpoint/journal/0000000001-0000000001.log";

    private static final String NEXT = "/checkpoint/journal/0000000002-0000000001.log";

    private Map<String, byte[]> files;
    private byte[] first; // without the last record
    private byte[] segment;
    private int start;
    private int end;
    private List<String> before;
    private List<String> after;

    /** The last record has more than four sectors, some of which hold nothing but zeros that are meant. */
    @BeforeEach
    void writeRecords() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            checkpoint.append(List.of(committed(0), planned(1)));
            first = disk.contents(SEGMENT);
            checkpoint.append(List.of(committed(1, zeros(2_200)), planned(2)));
            files = Disks.files(disk);
        }
        segment = files.get(SEGMENT);
        start = Arrays.mismatch(first, segment);
        for (end = segment.length; segment[end - 1] == 0; end--) {}
        assertThat(end - start).isGreaterThan(4 * SECTOR);
        before = contents(first);
        after = contents(segment);
        assertThat(after).isNotEqualTo(before);
    }

    private static StateDelta zeros(int length) {
        return new StateDelta("hits", 1, new StateDelta.Inline(Blob.of(new byte[length])));
    }

    private List<String> contents(byte[] journal) throws IOException {
        Map<String, byte[]> damaged = new TreeMap<>(files);
        damaged.put(SEGMENT, journal);
        SimulatedDisk disk = Disks.with(damaged);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            return Contents.of(checkpoint);
        }
    }

    @Test
    void when_theFileEndsWithinTheLastRecord_then_itIsCut() throws IOException {
        for (int length = start; length < end; length++) {
            assertThat(contents(Arrays.copyOf(segment, length)))
                    .as("cut to %s bytes", length)
                    .isEqualTo(before);
        }
        assertThat(contents(Arrays.copyOf(segment, end))).isEqualTo(after);
    }

    @Test
    void when_preallocatedZerosAreLeftOfTheLastRecord_then_itIsCut() throws IOException {
        for (int written = start; written < end; written++) {
            byte[] torn = segment.clone();
            Arrays.fill(torn, written, end, (byte) 0);
            assertThat(contents(torn)).as("%s bytes were written", written).isEqualTo(before);
        }
    }

    @Test
    void when_anySectorsOfTheLastRecordWereNotWritten_then_itIsCut() throws IOException {
        int sectors = (end - 1) / SECTOR - start / SECTOR + 1;
        for (int missing = 1; missing < 1 << sectors; missing++) {
            byte[] torn = segment.clone();
            for (int sector = 0; sector < sectors; sector++) {
                if ((missing & 1 << sector) != 0) {
                    int at = (start / SECTOR + sector) * SECTOR;
                    Arrays.fill(torn, Math.max(start, at), Math.min(end, at + SECTOR), (byte) 0);
                }
            }
            assertThat(contents(torn))
                    .as("sectors %s", Integer.toBinaryString(missing))
                    .isEqualTo(before);
        }
    }

    @Test
    void when_anyByteOfARecordIsAnother_then_itIsDamageThatIsNamed() {
        for (int at = 0; at < end; at++) {
            byte[] damaged = segment.clone();
            damaged[at] ^= 0x40;
            if (damaged[at] == 0) {
                continue; // may be a tear
            }
            if (isPadding(at)) {
                continue;
            }
            assertThatThrownBy(() -> contents(damaged))
                    .as("byte %s", at)
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                    .hasMessageContaining("journal/0000000001-0000000001.log");
        }
    }

    /** Between the end mark of a record and the next one. */
    private boolean isPadding(int at) {
        int next = (at + 31) / 32 * 32;
        for (int i = at; i < next; i++) {
            if (segment[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void when_aSectorBeforeTheLastRecordIsZero_then_itIsDamage() {
        for (int at = 0; at + SECTOR <= start; at += SECTOR) {
            byte[] damaged = segment.clone();
            Arrays.fill(damaged, at, at + SECTOR, (byte) 0);
            assertThatThrownBy(() -> contents(damaged))
                    .as("sector at %s", at)
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT));
        }
    }

    @Test
    void when_theTailWasCut_then_theJournalGoesOn() throws IOException {
        Map<String, byte[]> torn = new TreeMap<>(files);
        torn.put(SEGMENT, Arrays.copyOf(segment, end - 1));
        SimulatedDisk disk = Disks.with(torn);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(committed(1), planned(2)));
        }
        try (Checkpoint checkpoint = Disks.open(disk)) {
            assertThat(checkpoint.history().lastCommitted()).contains(committed(1));
            assertThat(checkpoint.history().open()).contains(planned(2));
        }
    }

    @Test
    void when_aRecordIsThereTwice_then_itIsDamage() {
        byte[] twice = segment.clone();
        int last = 128;
        for (int at = 128; at < start; at += ((33 + ByteBuffer.wrap(twice).getInt(at + 4) + 31) & -32)) {
            last = at;
        }
        System.arraycopy(twice, last, twice, (end + 31) & -32, start - last);

        assertThatThrownBy(() -> contents(twice))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                .hasMessageContaining("it says that it is record ");
    }

    @Test
    void when_anySectorIsZeroAndARecordFollows_then_itIsDamage() throws IOException {
        SimulatedDisk disk = Disks.with(files);
        disk.replace(SEGMENT, first);
        byte[] followed;
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(committed(1, zeros(2_200)), planned(2)));
            checkpoint.append(List.of(committed(2), planned(3)));
            followed = disk.contents(NEXT);
        }
        int last = followed.length;
        for (; followed[last - 1] == 0; last--) {}
        for (int at = SECTOR; at + SECTOR <= last - SECTOR; at += SECTOR) {
            byte[] damaged = followed.clone();
            Arrays.fill(damaged, at, at + SECTOR, (byte) 0);
            disk.replace(NEXT, damaged);
            assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT))
                    .as("sector at %s", at)
                    .hasMessageContaining(", but not the records after it");
        }
    }

    @Test
    void when_theOnlyBitOfASectorFlips_then_itIsNotTakenForATear() throws IOException {
        byte[] content = new byte[2_200];
        Arrays.fill(content, (byte) 0x33);
        Arrays.fill(content, 600, 600 + 2 * SECTOR - 1, (byte) 0); // one whole sector, wherever sectors begin
        content[600 + SECTOR - 1] = 1;
        SimulatedDisk disk = Disks.with(files);
        disk.replace(SEGMENT, first);
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(
                    List.of(committed(1, new StateDelta("hits", 1, new StateDelta.Inline(Blob.of(content))))));
        }
        byte[] whole = disk.contents(NEXT);
        for (int at = 128; at < whole.length; at++) {
            if (Integer.bitCount(whole[at] & 0xff) == 1 && !isPadding(at)) {
                byte[] damaged = whole.clone();
                damaged[at] = 0;
                disk.replace(NEXT, damaged);
                assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT))
                        .as("byte %s", at)
                        .hasMessageContaining(NEXT + " is damaged");
            }
        }
    }
}
