package io.tidewheel.engine.block;

import io.tidewheel.codec.Compression;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where spilled runs and evicted blocks lie: a fresh folder per session, made when the first file is, readable by its
 * owner only, removed with all files when closed; that of a killed session by the next one that spills here.
 * Thread-safe.
 */
public final class SpillDirectory implements AutoCloseable {
    private final Path base;
    private final SpillIo io;
    private final Compression compression;
    private final Set<SpillFile> files = ConcurrentHashMap.newKeySet();
    private @Nullable SessionFolder folder; // guarded by this
    private long created; // guarded by this
    private boolean closed; // guarded by this

    /** Below the JVM's folder for temporary files, on the local disk. */
    public SpillDirectory() {
        this(Path.of(System.getProperty("java.io.tmpdir")), SpillIo.disk(), Compression.LZ4);
    }

    public SpillDirectory(Path base, SpillIo io) {
        this(base, io, Compression.LZ4);
    }

    public SpillDirectory(Path base, SpillIo io, Compression compression) {
        this.base = base;
        this.io = io;
        this.compression = compression;
    }

    Compression compression() {
        return compression;
    }

    /**
     * A new file, empty until the first {@link SpillFile#append}.
     *
     * @param purpose begins the file's name: "sort", "cached-1-part-3"
     */
    public SpillFile create(String purpose) {
        Path path;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the session is closed; its spill directory is gone");
            }
            path = folder().resolve(purpose + "-" + created++);
        }
        SpillFile file = new SpillFile(path, io, this);
        files.add(file);
        return file;
    }

    /** The files there are now, for tests and tools. */
    public Set<Path> files() {
        Set<Path> paths = new TreeSet<>();
        files.forEach(file -> paths.add(file.path()));
        return paths;
    }

    void forget(SpillFile file) {
        files.remove(file);
    }

    /** An exception for a failed write, which says how much space is left and what to set. */
    TidewheelException failed(String what, IOException cause) {
        String free;
        try {
            free = Files.getFileStore(base).getUsableSpace() + " bytes are free";
        } catch (IOException e) {
            cause.addSuppressed(e);
            free = "its free space is unknown";
        }
        String remedy = lacksDescriptors(cause)
                ? "; raise the limit on open files (ulimit -n)"
                : "; free space there, or set tidewheel.local.dir to a larger or writable disk";
        return new TidewheelException(
                TidewheelException.Kind.RESOURCE,
                what + " in the spill directory " + base + " failed (" + cause + "); " + free + remedy,
                cause);
    }

    static boolean lacksDescriptors(IOException failure) {
        return String.valueOf(failure.getMessage()).contains("Too many open files");
    }

    private synchronized Path folder() {
        if (folder == null) {
            try {
                folder = SessionFolder.create(base);
            } catch (IOException e) {
                throw failed("making a folder", e);
            }
        }
        return folder.path();
    }

    @Override
    public void close() throws IOException {
        SessionFolder there;
        synchronized (this) {
            closed = true;
            there = folder;
            folder = null;
        }
        for (SpillFile file : Set.copyOf(files)) {
            file.delete();
        }
        if (there != null) {
            there.remove();
        }
    }
}
