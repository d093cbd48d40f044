package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import io.tidewheel.error.TidewheelException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that the operating system allows less than a job needs. */
class LimitedProcessTest {
    private static final int FILES = 300; // more than the limit below, which leaves room for the jars of the class path

    @TempDir
    private Path folder;

    private static boolean exists(String command) {
        return Files.isExecutable(Path.of("/usr/bin", command)) || Files.isExecutable(Path.of("/bin", command));
    }

    private static void report(Runnable job) {
        try {
            job.run();
            System.out.println("no error");
        } catch (TidewheelException e) {
            System.out.println(e.kind() + " " + e.getMessage());
        }
    }

    /** Loads the classes that tell of a failure: a directory of classes has no descriptor of its own, as a jar has. */
    private static void fail(Tidewheel session) {
        report(() -> session.range(0, 1).mapToObject(x -> 1 / x).count());
    }

    @Test
    void when_thereAreTooFewFileDescriptors_then_theErrorNamesTheLimitAndTheSessionLivesOn() throws Exception {
        // Given
        assumeTrue(exists("prlimit"), "prlimit (util-linux) sets the limit");
        for (int i = 0; i < FILES; i++) {
            Files.writeString(folder.resolve("part-" + i), "row\n");
        }
        // When
        ChildJvm.Result result =
                new ChildJvm().under("prlimit", "--nofile=256:256").run(OpensAllAtOnce.class, folder.toString());
        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().lines())
                .satisfiesExactly(
                        before -> assertThat(before).startsWith("USER_FUNCTION "),
                        first -> assertThat(first).isEqualTo("no error"),
                        second -> assertThat(second)
                                .startsWith("RESOURCE ")
                                .contains(folder + "/part-")
                                .containsIgnoringCase("too many open files")
                                .contains("raise the limit on open files (ulimit -n)"),
                        third -> assertThat(third).isEqualTo("no error"));
    }

    /** Reads all files one by one, then with a task for each that waits for the others, then one by one again. */
    static final class OpensAllAtOnce {
        private OpensAllAtOnce() {}

        public static void main(String[] arguments) {
            try (Tidewheel session =
                    Tidewheel.builder().master("local[" + FILES + "]").open()) {
                fail(session);
                report(() -> oneByOne(session, arguments[0]));
                CountDownLatch open = new CountDownLatch(FILES);
                report(() -> session.textFile(arguments[0], FILES)
                        .mapPartitions(rows -> new Iterator<String>() {
                            @Override
                            public boolean hasNext() {
                                return rows.hasNext();
                            }

                            @Override
                            public String next() {
                                open.countDown();
                                try {
                                    open.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                return rows.next();
                            }
                        })
                        .count());
                report(() -> oneByOne(session, arguments[0]));
            }
        }

        private static void oneByOne(Tidewheel session, String path) {
            long rows = session.textFile(path).coalesce(1).count();
            if (rows != FILES) {
                throw new IllegalStateException(rows + " rows");
            }
        }
    }

    @Test
    void when_aFileMayNotBeRead_then_theErrorNamesItAndTheUser() throws Exception {
        // Given
        Path secret = Files.writeString(folder.resolve("secret.txt"), "row\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        ChildJvm child = new ChildJvm();
        if (Files.isReadable(secret)) {
            assumeTrue(exists("setpriv"), "root reads everything unless setpriv (util-linux) takes that away");
            child.under("setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search");
        }
        // When
        ChildJvm.Result result = child.run(ReadsAFile.class, secret.toString());
        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .startsWith("RESOURCE the input file " + secret + " may not be read by user "
                        + System.getProperty("user.name") + "; change its permissions or leave it out of the path");
    }

    /** Defines a dataset of one file and counts its lines. */
    static final class ReadsAFile {
        private ReadsAFile() {}

        public static void main(String[] arguments) {
            try (Tidewheel session = Tidewheel.builder().master("local[2]").open()) {
                report(() -> session.textFile(arguments[0]).count());
            }
        }
    }

    @Test
    void when_everySpillNeedsADescriptorThatIsNotThere_then_theErrorNamesTheLimit() throws Exception {
        assumeTrue(exists("prlimit"), "prlimit (util-linux) sets the limit");
        ChildJvm.Result result = new ChildJvm()
                .under("prlimit", "--nofile=1024:1024")
                .run(SpillsWithoutDescriptors.class, folder.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().lines())
                .satisfiesExactly(
                        before -> assertThat(before).startsWith("USER_FUNCTION "),
                        first -> assertThat(first).isEqualTo("no error"),
                        second -> assertThat(second)
                                .startsWith("RESOURCE ")
                                .contains("in the spill directory " + folder)
                                .contains("raise the limit on open files (ulimit -n)"),
                        third -> assertThat(third).isEqualTo("no error"));
    }

    /** Sorts more than memory holds: as it is, with all descriptors taken, and with them free again. */
    static final class SpillsWithoutDescriptors {
        private SpillsWithoutDescriptors() {}

        public static void main(String[] arguments) throws IOException {
            try (Tidewheel session = Tidewheel.builder()
                    .master("local[2]")
                    .config(Keys.MEMORY_MAX, 1L << 20)
                    .config(Keys.LOCAL_DIR, arguments[0])
                    .open()) {
                fail(session);
                report(() -> sort(session));
                Path file = Files.createTempFile("taken", "");
                List<Closeable> taken = new ArrayList<>();
                try {
                    while (true) {
                        taken.add(Files.newInputStream(file));
                    }
                } catch (IOException e) {
                    report(() -> sort(session));
                }
                for (Closeable one : taken) {
                    one.close();
                }
                Files.delete(file);
                report(() -> sort(session));
            }
        }

        private static void sort(Tidewheel session) {
            session.range(0, 200_000)
                    .mapToObject(x -> "row " + x)
                    .sortBy(x -> x)
                    .count();
        }
    }
}
