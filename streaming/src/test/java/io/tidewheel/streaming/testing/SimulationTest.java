package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Schedules of the build; {@code bin/simulate} runs more. */
class SimulationTest {
    private static final long SCHEDULES = 100;
    private static final SimulationSessions SESSIONS = new SimulationSessions();

    @AfterAll
    static void closeSessions() {
        SESSIONS.close();
    }

    @Test
    void when_anythingFailsAtAnyCall_then_everyScheduleComesOutRight() {
        int faults = 0;
        Map<String, Integer> rowsByTime = new TreeMap<>();
        for (long seed = 0; seed < SCHEDULES; seed++) {
            Simulation.Outcome outcome = Simulation.run(seed, SESSIONS, Seams.NONE);
            faults += outcome.faults();
            outcome.rowsByTime().forEach((branch, rows) -> rowsByTime.merge(branch, rows, Integer::sum));
        }
        assertThat(faults).isGreaterThan(1_000);
        assertThat(rowsByTime).containsOnlyKeys("windowed", "late", "visited", "slid");
        assertThat(rowsByTime.values()).allSatisfy(rows -> assertThat(rows).isGreaterThan(500));
    }

    @Test
    void when_aScheduleRunsAgain_then_theSameHappens() throws Exception {
        for (long seed = 0; seed < 30; seed++) {
            List<String> once = withoutJobs(Simulation.traced(seed, SESSIONS));
            List<String> again = withoutJobs(Simulation.traced(seed, SESSIONS));
            for (int event = 0; event < Math.min(once.size(), again.size()); event++) {
                assertThat(again.get(event))
                        .as("seed %d, event %d", seed, event)
                        .isEqualTo(once.get(event));
            }
            assertThat(again).hasSameSizeAs(once);
        }
    }

    /** A session counts its jobs over all schedules that it runs. */
    private static List<String> withoutJobs(List<String> events) {
        return events.stream().map(event -> event.replaceAll("job \\d+", "job")).toList();
    }

    @Test
    void when_filesOfStatesAreNotSynced_then_itIsFound() {
        assertFound(new Seams() {
            @Override
            public Storage storage(Storage disk) {
                return new Unsynced(disk);
            }
        });
    }

    @Test
    void when_aSinkCommitsBeforeTheJournal_then_itIsFound() {
        assertFound(new Seams() {
            @Override
            public <T> TwoPhaseSink<T> twoPhase(TwoPhaseSink<T> sink) {
                return new Hasty<>(sink);
            }
        });
    }

    @Test
    void when_aTailIsCutThoughItIsWhole_then_itIsFound() {
        assertFound(new Seams() {
            @Override
            public Storage storage(Storage disk) {
                return new CutTails(disk);
            }
        });
    }

    private static void assertFound(Seams planted) {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < SCHEDULES; seed++) {
                        Simulation.run(seed, SESSIONS, planted);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("schedule ")
                .hasMessageContaining("seed=");
    }

    /** Says that files of states are durable, and does nothing for it. */
    private static final class Unsynced extends Passed {
        Unsynced(Storage storage) {
            super(storage);
        }

        @Override
        public StorageOutput create(String path) throws IOException {
            StorageOutput out = super.create(path);
            return path.contains("/files/") ? new UnsyncedOutput(out) : out;
        }
    }

    private static final class UnsyncedOutput extends StorageOutput {
        private final StorageOutput out;

        UnsyncedOutput(StorageOutput out) {
            this.out = out;
        }

        @Override
        public void write(int oneByte) throws IOException {
            out.write(oneByte);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void sync() {}

        @Override
        public void preallocate(long bytes) throws IOException {
            out.preallocate(bytes);
        }

        @Override
        public long position() {
            return out.position();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Makes a batch visible when it is only prepared. */
    private record Hasty<T>(TwoPhaseSink<T> sink) implements TwoPhaseSink<T> {
        @Override
        public String describe() {
            return sink.describe();
        }

        @Override
        public Driver<T> open(SinkContext context) throws Exception {
            Driver<T> driver = sink.open(context);
            return new Driver<>() {
                @Override
                public void recover(long batchId, byte @Nullable [] token) throws Exception {
                    driver.recover(batchId, token);
                }

                @Override
                public byte[] prepare(SinkBatch<T> batch) throws Exception {
                    byte[] token = driver.prepare(batch);
                    driver.commit(batch.batchId(), token);
                    return token;
                }

                @Override
                public void commit(long batchId, byte[] token) throws Exception {
                    driver.commit(batchId, token);
                }

                @Override
                public void abort(long batchId) throws Exception {
                    driver.abort(batchId);
                }

                @Override
                public void close() throws IOException {
                    driver.close();
                }
            };
        }
    }

    /** Takes the last sector of each segment for torn. */
    private static final class CutTails extends Passed {
        private static final int SECTOR = 512;

        CutTails(Storage storage) {
            super(storage);
        }

        @Override
        public InputStream open(String path, long offset) throws IOException {
            if (!path.contains("/journal/")) {
                return super.open(path, offset);
            }
            byte[] bytes;
            try (InputStream in = super.open(path, 0)) {
                bytes = in.readAllBytes();
            }
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            int sector = Math.max(0, end - 1) / SECTOR * SECTOR;
            if (sector > SECTOR) { // not the segment's header
                Arrays.fill(bytes, sector, end, (byte) 0);
            }
            int from = (int) Math.min(offset, bytes.length);
            return new ByteArrayInputStream(bytes, from, bytes.length - from);
        }
    }

    private static class Passed implements Storage {
        private final Storage storage;

        Passed(Storage storage) {
            this.storage = storage;
        }

        @Override
        public Optional<StoredFile> stat(String path) throws IOException {
            return storage.stat(path);
        }

        @Override
        public List<StoredFile> list(String directory) throws IOException {
            return storage.list(directory);
        }

        @Override
        public InputStream open(String path, long offset) throws IOException {
            return storage.open(path, offset);
        }

        @Override
        public StorageOutput create(String path) throws IOException {
            return storage.create(path);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            storage.rename(from, to);
        }

        @Override
        public boolean delete(String path) throws IOException {
            return storage.delete(path);
        }

        @Override
        public void createDirectories(String directory) throws IOException {
            storage.createDirectories(directory);
        }

        @Override
        public void syncDirectory(String directory) throws IOException {
            storage.syncDirectory(directory);
        }

        @Override
        public boolean appends() {
            return storage.appends();
        }

        @Override
        public void seal(String path) throws IOException {
            storage.seal(path);
        }

        @Override
        public boolean isBeingWritten(String path) throws IOException {
            return storage.isBeingWritten(path);
        }

        @Override
        public boolean isReadable(String path) throws IOException {
            return storage.isReadable(path);
        }

        @Override
        public List<String> hosts(StoredFile file, long offset, long length) throws IOException {
            return storage.hosts(file, offset, length);
        }
    }
}
