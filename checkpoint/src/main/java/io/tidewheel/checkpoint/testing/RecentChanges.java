package io.tidewheel.checkpoint.testing;

import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The latest changes of names, for listings that do not know them yet. Thread-safe. */
final class RecentChanges {
    private static final int KEPT = 256;

    /** @param before what had the name before; null for nothing */
    private record Change(String path, @Nullable StoredFile before) {}

    private final List<Change> changes = new ArrayList<>();

    synchronized void changed(String path, Optional<StoredFile> before) {
        changes.add(new Change(path, before.orElse(null)));
        if (changes.size() > KEPT) {
            changes.remove(0);
        }
    }

    /** A listing without the latest {@code count} changes in its directory. */
    synchronized List<StoredFile> undone(String directory, List<StoredFile> listing, int count) {
        List<StoredFile> old = new ArrayList<>(listing);
        int left = count;
        for (int i = changes.size() - 1; i >= 0 && left > 0; i--) {
            Change change = changes.get(i);
            if (Storage.parent(change.path).equals(Optional.of(directory))) {
                old.removeIf(file -> file.name().equals(Storage.name(change.path)));
                if (change.before != null) {
                    old.add(change.before);
                }
                left--;
            }
        }
        old.sort(Comparator.comparing(StoredFile::name));
        return List.copyOf(old);
    }
}
