package io.tidewheel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.RowJournal;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Checkpoints that older versions wrote are read; those of newer ones are refused, and the message says so. */
class GoldenTest {
    private static final String SEGMENT = "/checkpoint/journal/0000000002-0000000001.log";

    private static SimulatedDisk golden() throws IOException, URISyntaxException {
        return golden("format-1");
    }

    /** In the directory of {@link Disks#CHECKPOINT}. */
    private static SimulatedDisk golden(String name) throws IOException, URISyntaxException {
        Path root = Path.of(GoldenTest.class.getResource("/golden/" + name).toURI());
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(Disks.CHECKPOINT + "/" + root.relativize(file), Files.readAllBytes(file));
            }
        }
        return Disks.with(files);
    }

    @Test
    void when_formatOneIsOpened_then_everythingIsThere() throws Exception {
        SimulatedDisk written = new SimulatedDisk(1);
        GoldenCheckpoint.write(written, Disks.CHECKPOINT);
        SimulatedDisk golden = golden();

        Checkpoint.verify(golden, Disks.CHECKPOINT);
        try (Checkpoint checkpoint = Disks.open(golden);
                Checkpoint expected = Disks.open(written)) {
            assertThat(checkpoint.epoch()).isEqualTo(3);
            assertThat(Contents.of(checkpoint)).isEqualTo(Contents.of(expected));
            assertThat(Contents.of(checkpoint))
                    .contains("hits 7 hits of 7", "users 0 users of 0")
                    .noneMatch(line -> line.contains("open Optional.empty"));
        }
    }

    @Test
    void when_aRowLogOfFormatOneIsOpened_then_itsRowsAreThere() throws Exception {
        SimulatedDisk disk = golden("row-log-1");

        List<String> rows = new ArrayList<>();
        try (RowLog log = RowLog.open(disk, Disks.CHECKPOINT, false, 1024, Clock.SYSTEM);
                RowJournal.Reading reading = log.read(0, log.end())) {
            for (byte[] row = reading.next(); row != null; row = reading.next()) {
                rows.add(new String(row, StandardCharsets.UTF_8));
            }
        }
        assertThat(rows).isEqualTo(GoldenRowLog.rows());
    }

    @Test
    void when_aRowLogIsNewer_then_itIsRefused() throws Exception {
        SimulatedDisk disk = golden("row-log-1");
        disk.replace("/checkpoint/FORMAT", "tidewheel row log 2\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> RowLog.open(disk, Disks.CHECKPOINT, false, 1024, Clock.SYSTEM))
                .hasMessageContaining(
                        "/checkpoint is a row log of format 2, as its file FORMAT says, but this version of"
                                + " Tidewheel reads format 1");
    }

    @Test
    void when_theFormatIsNewer_then_itIsRefused() throws Exception {
        SimulatedDisk disk = golden();
        disk.replace("/checkpoint/FORMAT", "tidewheel checkpoint 2\n".getBytes(StandardCharsets.UTF_8));

        refused(
                disk,
                "/checkpoint is a checkpoint of format 2, as its file FORMAT says, but this version of Tidewheel reads format 1");
    }

    @Test
    void when_aSegmentIsNewer_then_itIsRefused() throws Exception {
        SimulatedDisk disk = golden();
        ByteBuffer segment = ByteBuffer.wrap(disk.contents(SEGMENT));
        segment.putInt(8, 2).putInt(120, crc(segment, 0, 120, 124, 128));
        disk.replace(SEGMENT, segment.array());

        refused(disk, SEGMENT + " is of format 2, but this version of Tidewheel reads format 1");
    }

    @Test
    void when_aFrameIsNewer_then_itIsRefused() throws Exception {
        SimulatedDisk disk = golden();
        ByteBuffer segment = ByteBuffer.wrap(disk.contents(SEGMENT));
        segment.put(128 + 28, (byte) 2);
        sealHeader(segment);
        disk.replace(SEGMENT, segment.array());

        refused(disk, SEGMENT + " holds record ");
        refused(disk, "in a frame of version 2, but this version of Tidewheel reads version 1");
    }

    @Test
    void when_aRecordIsOfANewerTypeOrVersion_then_itIsRefused() throws Exception {
        for (int field : List.of(0, 1)) { // type, version
            SimulatedDisk disk = golden();
            ByteBuffer segment = ByteBuffer.wrap(disk.contents(SEGMENT));
            ByteBuffer frame = segment.slice(128, segment.capacity() - 128);
            frame.put(32 + field, (byte) 99);
            frame.putInt(16, crc(frame, 32, 32 + frame.getInt(4), 0, 0));
            sealHeader(segment);
            disk.replace(SEGMENT, segment.array());

            refused(disk, SEGMENT + " holds a record of type ");
            refused(disk, "99");
        }
    }

    /** Puts the checksum of its header into the first frame. */
    private static void sealHeader(ByteBuffer segment) {
        ByteBuffer header = ByteBuffer.allocate(8 + 28);
        header.putLong(segment.getLong(32));
        header.put(segment.slice(128, 24)).put(segment.slice(128 + 28, 4));
        segment.putInt(128 + 24, crc(header, 0, 36, 0, 0));
    }

    private static int crc(ByteBuffer bytes, int from, int end, int secondFrom, int secondEnd) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), bytes.arrayOffset() + from, end - from);
        crc.update(bytes.array(), bytes.arrayOffset() + secondFrom, secondEnd - secondFrom);
        return (int) crc.getValue();
    }

    private static void refused(SimulatedDisk disk, String message) {
        assertThatThrownBy(() -> Disks.open(disk))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                .hasMessageContaining(message)
                .hasMessageContaining("this version of Tidewheel reads");
    }

    @Test
    void when_theDirectoryHoldsSomethingElse_then_itIsRefused() throws Exception {
        SimulatedDisk disk = golden();
        disk.replace("/checkpoint/FORMAT", "spark".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Disks.open(disk)).hasMessageContaining("this is no checkpoint");
    }
}
