package io.tidewheel.storage;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * An object: it appears, whole, when it is closed, if none has its name by then. A small one is gathered and sent as often
 * as it takes; a large one is sent once, as it comes.
 *
 * <p>Whatever goes wrong is settled by reading the object back: if it holds what was written here, then it was written
 * here, and only the answer was lost; if it holds something else, another creator was first.
 */
final class WholeOutput extends StorageOutput {
    static final int GATHERED_BYTES = 4 << 20;

    private final FileSystem fs;
    private final Path path;
    private final Retries retries;
    private final MessageDigest digest = sha256();
    private ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private @Nullable FSDataOutputStream sent;
    private @Nullable IOException failure;
    private long position;
    private boolean closed;

    WholeOutput(FileSystem fs, Path path, Retries retries) {
        this.fs = fs;
        this.path = path;
        this.retries = retries;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireSound();
        digest.update(bytes, offset, length);
        position += length;
        if (sent == null && position <= GATHERED_BYTES) {
            gathered.write(bytes, offset, length);
            return;
        }
        try {
            if (sent == null) {
                sent = begin();
                gathered.writeTo(sent);
                gathered = new ByteArrayOutputStream(0);
            }
            sent.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            abandon(sent);
            throw e;
        }
    }

    private void requireSound() throws IOException {
        if (failure != null) {
            throw new IOException("writing " + path + " failed before and made no object; write it anew", failure);
        }
    }

    /** Exclusive when it is closed, where the store can; else as exclusive as the filesystem makes it. */
    private FSDataOutputStream begin() throws IOException {
        String condition = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
        if (!fs.hasPathCapability(path, condition)) {
            return fs.create(path, false);
        }
        FSDataOutputStreamBuilder<?, ?> creation = fs.createFile(path);
        creation.must(condition, true);
        return creation.build();
    }

    /** Closing it would make an object of what was sent so far. */
    private static void abandon(@Nullable FSDataOutputStream out) {
        if (out != null && out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
            out.abort();
        }
    }

    @Override
    public void sync() {}

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        requireSound();
        byte[] written = digest.digest();
        if (sent != null) {
            try {
                sent.close();
            } catch (IOException e) {
                if (!isThere(written)) {
                    throw e;
                }
            }
            return;
        }
        Retries.Series series = retries.new Series();
        while (true) {
            try {
                sendGathered();
                return;
            } catch (IOException e) {
                if (isThere(written)) {
                    return;
                }
                if (!Retries.isTransient(e) && !isTaken(e)) {
                    throw e;
                }
                series.pauseOrThrow(e);
            }
        }
    }

    private void sendGathered() throws IOException {
        FSDataOutputStream out = begin();
        try {
            gathered.writeTo(out);
        } catch (IOException e) {
            abandon(out);
            throw e;
        }
        out.close();
    }

    /** "It exists", when it does not: whoever had created it has deleted it. */
    private static boolean isTaken(IOException e) {
        return e instanceof org.apache.hadoop.fs.FileAlreadyExistsException;
    }

    /**
     * Whether the object is there and holds what was written here.
     *
     * @throws FileAlreadyExistsException if it holds something else
     */
    private boolean isThere(byte[] written) throws IOException {
        byte[] there;
        try {
            there = retries.run(this::digestOfObject);
        } catch (FileNotFoundException e) {
            return false;
        }
        if (Arrays.equals(there, written)) {
            return true;
        }
        throw new FileAlreadyExistsException(path.toString());
    }

    private byte[] digestOfObject() throws IOException {
        MessageDigest there = sha256();
        try (InputStream in = new DigestInputStream(fs.open(path), there)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return there.digest();
    }
}
