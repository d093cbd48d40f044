package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewheel.streaming.StateKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencedProcessTest {
    private static final int FENCED = 3;
    private static final int PAUSE_SECONDS = 3;

    @TempDir
    Path folder;

    private Chaos chaos;

    @BeforeEach
    void create() throws IOException {
        chaos = new Chaos(folder, CountingQuery.ALL_SINKS);
        chaos.addFile();
    }

    @Test
    void when_aSecondProcessStarts_then_itEndsAndNamesTheFirst() throws Exception {
        try (CountingProcess first = chaos.start(StateKind.MEMORY).awaitRunning();
                CountingProcess second = chaos.start(StateKind.MEMORY)) {
            assertThat(second.awaitExit()).isEqualTo(FENCED);
            assertThat(second.err())
                    .contains("is held by process " + first.process().pid() + " on host "
                            + InetAddress.getLocalHost().getHostName() + ", started at "
                            + first.process()
                                    .info()
                                    .startInstant()
                                    .orElseThrow()
                                    .toString()
                                    .substring(0, 16))
                    .contains("--take-over");
            chaos.addFile();
            assertThat(first.drain().awaitExit()).as(first.err()).isZero();
            chaos.check(first);
        }
        chaos.finish(StateKind.DISK);
    }

    @Test
    void when_aPausedProcessWasTakenOver_then_itWritesNothingMoreAndEnds() throws Exception {
        try (CountingProcess zombie = chaos.start(StateKind.MEMORY).awaitRunning()) {
            zombie.awaitBatches(1);
            zombie.signal("STOP");
            chaos.addFile();
            try (CountingProcess next = chaos.takeOver(StateKind.DISK).awaitRunning()) {
                next.awaitBatches(1);
                Map<String, Long> written = ofEpoch(1);
                for (int file = 0; file < 5; file++) {
                    chaos.addFile();
                }
                zombie.signal("CONT");

                assertThat(zombie.awaitExit()).as(zombie.err()).isEqualTo(FENCED);
                assertThat(zombie.err())
                        .contains("was taken over, as epoch 2, by process "
                                + next.process().pid() + " on host");
                assertThat(ofEpoch(1)).as("what the first epoch has written").isEqualTo(written);
                assertThat(next.drain().awaitExit()).as(next.err()).isZero();
                chaos.check(zombie);
                chaos.check(next);
            }
        }
        chaos.finish(StateKind.DISK);
    }

    @Test
    void when_aProcessIsPausedForSecondsAmidItsBatches_then_itGoesOnAndNothingWasCommittedMeanwhile() throws Exception {
        try (CountingProcess process = chaos.start(StateKind.MEMORY).awaitRunning()) {
            process.awaitBatches(1);
            for (int file = 0; file < 20; file++) {
                chaos.addFile();
            }
            process.signal("STOP");
            Map<String, Long> before = ofEpoch(1);
            assertThat(process.process().waitFor(PAUSE_SECONDS, TimeUnit.SECONDS))
                    .as("has ended")
                    .isFalse();
            assertThat(ofEpoch(1)).as("what was written meanwhile").isEqualTo(before);
            process.signal("CONT");
            chaos.addFile();
            assertThat(process.drain().awaitExit()).as(process.err()).isZero();
            chaos.check(process);
        }
        chaos.finish(StateKind.DISK);
    }

    @Test
    void when_twoStartAtOnce_then_oneOfThemWins() throws Exception {
        for (int race = 0; race < 3; race++) {
            try (CountingProcess one = chaos.start(StateKind.MEMORY);
                    CountingProcess two = chaos.start(StateKind.MEMORY)) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !one.process().isAlive() || !two.process().isAlive());
                CountingProcess loser = one.process().isAlive() ? two : one;
                CountingProcess winner = loser == one ? two : one;
                assertThat(loser.awaitExit()).as(loser.err()).isEqualTo(FENCED);
                assertThat(loser.err()).contains("process " + winner.process().pid() + " on host");
                chaos.addFile();
                assertThat(winner.drain().awaitExit()).as(winner.err()).isZero();
                chaos.check(loser);
                chaos.check(winner);
            }
        }
        chaos.finish(StateKind.DISK);
    }

    /** When the files of the journal and of state that an epoch has made were changed, by name. */
    private Map<String, Long> ofEpoch(long epoch) throws IOException {
        Map<String, Long> changed = new TreeMap<>();
        for (String part : List.of("journal", "files")) {
            try (Stream<Path> files = Files.list(chaos.checkpoint().resolve(part))) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    if (name.contains(String.format("%010d-", epoch))) {
                        changed.put(name, Files.getLastModifiedTime(file).toMillis());
                    }
                }
            }
        }
        return changed;
    }
}
