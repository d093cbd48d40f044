package io.tidewheel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that cannot hold a checkpoint. */
class UnusableTest {
    private static final Storage DISK = Storages.DEFAULT.of("/");

    @TempDir
    Path folder;

    private static void assertRefused(Storage storage, Path directory, String found) {
        assertThatThrownBy(
                        () -> Checkpoint.open(storage, directory.toString(), CheckpointOptions.DEFAULT, Clock.SYSTEM))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                .hasMessageStartingWith(
                        directory + " cannot hold a checkpoint: " + found + ", but it must be a directory")
                .hasMessageEndingWith("give it that right, or name another directory");
    }

    /** The disk of this machine, but for a call that fails. */
    private static Storage failing(String method, IOException failure) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        throw failure;
                    }
                    try {
                        return called.invoke(DISK, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void when_aFileIsInTheWay_then_itIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertRefused(DISK, file, "it is a file");
        assertRefused(DISK, file.resolve("below/checkpoint"), file + " is a file");
        assertThat(file).hasContent("x");
        if (Files.exists(Path.of("/dev/null"))) {
            assertRefused(DISK, Path.of("/dev/null/checkpoint"), "/dev/null is a file");
        }
    }

    @Test
    void when_theProcessMayNotWriteThere_then_userAndPathAreNamed() {
        Path directory = folder.resolve("checkpoint");
        String user = "user '" + System.getProperty("user.name") + "' may not write ";
        assertRefused(
                failing("createDirectories", new AccessDeniedException(folder.toString())), directory, user + folder);
        assertRefused(
                failing("probe", new AccessDeniedException(directory + "/PROBE", null, "quota")),
                directory,
                user + directory + "/PROBE (quota)");
        assertRefused(
                failing("create", new AccessDeniedException(directory + "/epochs/1")),
                directory,
                user + directory + "/epochs/1");
    }

    @Test
    void when_theDiskCanOnlyBeRead_then_thatIsSaid() {
        assertRefused(
                failing("createDirectories", new FileSystemException("/mnt/x", null, "Read-only file system")),
                folder.resolve("checkpoint"),
                "/mnt/x lies on a disk that can only be read");
    }

    @Test
    void when_theDiskFails_then_theDirectoryIsNotBlamed() {
        IOException failure = new FileSystemException("/mnt/x", null, "Input/output error");
        assertThatThrownBy(() -> Checkpoint.open(
                        failing("createDirectories", failure),
                        folder.resolve("checkpoint").toString(),
                        CheckpointOptions.DEFAULT,
                        Clock.SYSTEM))
                .isSameAs(failure);
    }
}
