package io.tidewheel.engine.block;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session's own folder for files that end with it. Making one removes those of sessions that were killed. */
public final class SessionFolder {
    /*
     * A folder belongs to whoever holds the lock on the file "lock" in it, and the system lets go of the locks of a killed
     * process. So a folder whose lock can be had is nobody's any more. Its owner may have been about to lock it: then one
     * of the two gets the lock first, and an owner that comes second finds its file gone and makes another folder. The lock
     * file goes last, so that whoever removes a folder may be killed too. Without a lock file (made by somebody else, or on
     * a file system that knows no locks) a folder is left alone, unless it is empty and has a name as we give them.
     */
    private static final Logger log = LoggerFactory.getLogger(SessionFolder.class);

    private static final String PREFIX = "tidewheel-";
    private static final String LOCK = "lock";
    private static final Pattern NAME = Pattern.compile(PREFIX + "\\d+");

    private final Path path;
    private final @Nullable FileChannel lock; // held while the session lives; null where there are no locks

    private SessionFolder(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** A new folder below {@code base}, which is made if it does not exist. */
    public static SessionFolder create(Path base) throws IOException {
        Files.createDirectories(base);
        removeAbandoned(base);
        SessionFolder folder = null;
        while (folder == null) {
            folder = own(Files.createTempDirectory(base, PREFIX, ownerOnly()));
        }
        return folder;
    }

    public Path path() {
        return path;
    }

    /** Removes the folder, which must hold no other files by now. */
    public void remove() throws IOException {
        if (lock != null) {
            try (lock) {
                Files.deleteIfExists(path.resolve(LOCK));
            }
        }
        Files.deleteIfExists(path);
    }

    /** Null if the folder was taken for abandoned meanwhile. */
    private static @Nullable SessionFolder own(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return null;
        }
        boolean owned = false;
        try {
            owned = channel.tryLock() != null && Files.exists(file);
            return owned ? new SessionFolder(folder, channel) : null;
        } catch (IOException e) {
            log.info("{} has no file locks ({}): what a killed session spills there stays", folder.getParent(), e);
            Files.deleteIfExists(file);
            return new SessionFolder(folder, null);
        } finally {
            if (!owned) {
                channel.close();
            }
        }
    }

    private static void removeAbandoned(Path base) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.isRegularFile(folder.resolve(LOCK))) {
                    removeIfAbandoned(folder);
                } else if (NAME.matcher(folder.getFileName().toString()).matches()) {
                    removeIfEmpty(folder);
                }
            }
        }
    }

    private static void removeIfAbandoned(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                removeWith(folder);
                log.info("removed {}, which a killed session left", folder);
            }
        } catch (OverlappingFileLockException e) {
            log.debug("{} is of another session of this JVM", folder);
        } catch (IOException e) {
            log.debug("{} is not removed: {}", folder, e.toString()); // somebody else's, or just going
        }
    }

    /** Its owner was killed before it had the lock, or whoever removed it. One that is about to lock it makes another. */
    private static void removeIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.debug("{} is not removed: {}", folder, e.toString()); // not empty, so somebody else's
        }
    }

    private static void removeWith(Path folder) throws IOException {
        removeAllBut(folder.resolve(LOCK), folder);
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
    }

    private static void removeAllBut(Path kept, Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    removeAllBut(kept, file);
                }
                if (!file.equals(kept)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
