package io.tidewheel.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Optional;

/** Lets two creators of one file compete, the second one having begun before the first one ends. */
final class CreationProbe {
    private static final byte[] FIRST = "the first creator".getBytes(UTF_8);
    private static final byte[] SECOND = "the second creator".getBytes(UTF_8);

    private CreationProbe() {}

    static void check(Storage storage, String path) throws IOException {
        try {
            boolean secondWins = bothCreate(storage, path);
            if (secondWins || !holdsFirst(storage, path)) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "two writers created " + path + " and both were told that they had: this storage ignores the "
                                + "condition 'only if it does not exist' and cannot hold a checkpoint; use the local "
                                + "disk, HDFS, or an object store with conditional writes (for s3a: Hadoop 3.5.0 or "
                                + "later and fs.s3a.create.conditional.enabled=true)");
            }
        } finally {
            storage.delete(path);
        }
    }

    private static boolean bothCreate(Storage storage, String path) throws IOException {
        Optional<StorageOutput> second;
        try (StorageOutput first = storage.create(path)) {
            second = created(storage, path);
            first.write(FIRST);
            first.sync();
        }
        if (second.isEmpty()) {
            return false;
        }
        try (StorageOutput out = second.get()) {
            out.write(SECOND);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        return true;
    }

    private static Optional<StorageOutput> created(Storage storage, String path) throws IOException {
        try {
            return Optional.of(storage.create(path));
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        }
    }

    private static boolean holdsFirst(Storage storage, String path) throws IOException {
        try (InputStream in = storage.open(path, 0)) {
            return Arrays.equals(in.readAllBytes(), FIRST);
        }
    }
}
