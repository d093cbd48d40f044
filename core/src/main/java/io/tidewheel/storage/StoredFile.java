package io.tidewheel.storage;

import java.io.Serializable;

/**
 * What a storage knows of a file or directory.
 *
 * @param path as the storage names it: plain for the local disk, with scheme and authority for all others
 * @param length in bytes; 0 for a directory
 * @param modifiedMillis when it was last changed, since the epoch
 */
public record StoredFile(String path, long length, long modifiedMillis, boolean directory) implements Serializable {
    /** The last part of the path. */
    public String name() {
        return Storage.name(path);
    }

    /** True for names that readers of a directory skip: those that begin with {@code _} or {@code .}. */
    public boolean hidden() {
        return isHidden(name());
    }

    static boolean isHidden(String name) {
        return name.startsWith("_") || name.startsWith(".");
    }
}
