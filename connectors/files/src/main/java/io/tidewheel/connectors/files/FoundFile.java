package io.tidewheel.connectors.files;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** A file as the listing shows it. The path is below the directory of the source. */
record FoundFile(String path, long length, long modifiedMillis) {
    /** What a file's entry in the source's state is found by: 16 bytes. */
    static byte[] key(String path) {
        return Hashing.murmur3_128().hashString(path, StandardCharsets.UTF_8).asBytes();
    }

    /** Differs when the file was written again. */
    long fingerprint() {
        return Hashing.murmur3_128()
                .newHasher(16)
                .putLong(length)
                .putLong(modifiedMillis)
                .hash()
                .asLong();
    }
}
