package io.tidewheel.streaming.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.codec.Codecs;
import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.time.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that pushes, on the real disk. */
class KilledPusherTest {
    private static final long SEGMENT_BYTES = 4096;

    @TempDir
    Path folder;

    private static PushSource<Long> open(String directory) {
        return PushSource.open(
                Storages.DEFAULT.of(directory),
                directory,
                Codecs.DEFAULT,
                PushOptions.DEFAULT,
                SEGMENT_BYTES,
                Clock.SYSTEM);
    }

    /** Pushes numbers, and says each that was pushed. */
    static final class Pusher {
        private Pusher() {}

        public static void main(String[] arguments) {
            PushSource<Long> source = open(arguments[0]);
            for (long next = Long.parseLong(arguments[1]); ; next++) {
                source.push(next);
                System.out.println(next);
            }
        }
    }

    private long pushed(long from, int lines) throws Exception {
        Process pusher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pusher.class.getName(),
                        folder.toString(),
                        Long.toString(from))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = pusher.inputReader()) {
            return last(out, lines);
        } finally {
            pusher.destroyForcibly();
            pusher.waitFor();
        }
    }

    private static long last(BufferedReader out, int lines) throws IOException {
        long last = -1;
        for (int i = 0; i < lines; i++) {
            String line = out.readLine();
            if (line == null) {
                return last;
            }
            if (line.matches("\\d+")) { // the last one may be cut
                last = Math.max(last, Long.parseLong(line));
            }
        }
        return last;
    }

    @Test
    void when_whoPushesIsKilled_then_allThatWasPushedIsReadOnceInItsOrder() throws Exception {
        long said = pushed(0, 200);
        assertThat(said).isGreaterThan(198);

        try (PushSource<Long> source = open(folder.toString());
                SourceDriver<Long> driver = source.open(SourceRun.context(Clock.SYSTEM, 2, () -> {}))) {
            List<Long> read = SourceRun.read(
                    driver, driver.plan(driver.start(), SourceLimit.NONE).splits());
            assertThat(read).hasSizeGreaterThan((int) said);
            assertThat(read).isEqualTo(LongStream.range(0, read.size()).boxed().toList());
        }
    }
}
