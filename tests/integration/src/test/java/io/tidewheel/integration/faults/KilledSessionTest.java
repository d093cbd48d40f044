package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.engine.block.StorageLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that is killed cannot remove what it spilled; the next one that spills in the same place does. */
class KilledSessionTest {
    @TempDir
    Path directory;

    private static Tidewheel spilling(Path directory) {
        Tidewheel session = Tidewheel.builder()
                .master("local[1]")
                .config("tidewheel.local.dir", directory.toString())
                .open();
        session.range(0, 1_000, 1, 2).persist(StorageLevel.DISK_ONLY).count();
        return session;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.toList();
        }
    }

    static final class KillsItself {
        public static void main(String[] args) throws Exception {
            spilling(Path.of(args[0]));
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-9", self).start().waitFor();
            Thread.currentThread().join(); // until the signal is there
        }
    }

    @Test
    void when_aSessionWasKilled_then_theNextRemovesItsFilesAndNoOthers() throws Exception {
        try (Tidewheel alive = spilling(directory)) {
            Path itsFolder = folders().get(0);
            ChildJvm.Result killed = new ChildJvm().run(KillsItself.class, directory.toString());
            assertThat(killed.exitCode()).as(killed.err()).isEqualTo(137);
            assertThat(folders()).as("the killed one's and the live one's").hasSize(2);
            Path foreign = Files.createDirectory(directory.resolve("tidewheel-of-somebody-else"));

            try (Tidewheel next = spilling(directory)) {
                assertThat(next.isClosed()).isFalse();
                assertThat(folders())
                        .as("the live one's, the next one's and what is not ours")
                        .hasSize(3)
                        .contains(itsFolder, foreign);
            }
            assertThat(folders()).containsExactlyInAnyOrder(itsFolder, foreign);
            assertThat(alive.range(0, 10).count()).isEqualTo(10);
        }
    }
}
