package io.tidewheel.connectors.files;

import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.streaming.source.SourceState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Moves or deletes the files that no replay can need, and then forgets that they were taken. After a crash the files that
 * are left are found by the first listing.
 */
final class DoneFiles {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SourceSettings settings;
    private final Storages storages;
    private final SeenFiles seen;
    private final TreeMap<Long, FoundFile> waiting = new TreeMap<>(); // taken, by their number
    private final Map<String, SeenFiles.Entry> forgettable = new HashMap<>(); // gone from the directory, by path

    DoneFiles(SourceSettings settings, Storages storages, SeenFiles seen) {
        this.settings = settings;
        this.storages = storages;
        this.seen = seen;
    }

    void add(PlannedFile planned) {
        if (settings.disposal() != Disposal.KEEP) {
            waiting.put(planned.ordinal(), planned.file());
        }
    }

    /** A file that is there although it was taken. */
    void found(FoundFile file) {
        if (settings.disposal() == Disposal.KEEP || seen.isUnderWay(file.path())) {
            return;
        }
        SeenFiles.Entry taken = seen.committed(file.path());
        if (taken != null && taken.fingerprint() == file.fingerprint()) {
            waiting.put(taken.ordinal(), file);
        }
    }

    /** Takes out of the source's state what is no longer in the directory. */
    void remember(SourceState.Changes changes) {
        forgettable.entrySet().removeIf(gone -> !gone.getValue().equals(seen.committed(gone.getKey())));
        forgettable.keySet().forEach(path -> changes.remove(FoundFile.key(path)));
    }

    /** Does away with files whose number is below. */
    void release(long lowWater) throws IOException {
        Map<Long, FoundFile> free = waiting.headMap(lowWater);
        if (free.isEmpty()) {
            return;
        }
        Set<String> directories = new HashSet<>();
        for (Map.Entry<Long, FoundFile> file : free.entrySet()) {
            dispose(file.getKey(), file.getValue(), directories);
        }
        for (String directory : directories) {
            storages.of(directory).syncDirectory(directory); // a file that comes back would be read again
        }
        free.forEach((ordinal, file) -> forgettable.put(file.path(), new SeenFiles.Entry(file.fingerprint(), ordinal)));
        free.clear();
    }

    private void dispose(long ordinal, FoundFile file, Set<String> directories) throws IOException {
        String path = Storage.child(settings.directory(), file.path());
        Storage storage = storages.of(path);
        Optional<StoredFile> now = storage.stat(path);
        boolean same = now.isPresent()
                && now.get().length() == file.length()
                && now.get().modifiedMillis() == file.modifiedMillis();
        if (!same) {
            return; // gone, or a new file of that name
        }
        directories.add(Storage.parent(path).orElse(settings.directory()));
        if (settings.disposal() == Disposal.DELETE) {
            storage.delete(path);
        } else {
            archive(storage, path, Storage.child(settings.archive(), file.path()), ordinal, directories);
        }
    }

    /**
     * Gives it a name in the archive that nothing has yet: its own, or, if another source or an earlier file has that, one
     * that begins so.
     */
    private static void archive(Storage storage, String from, String to, long ordinal, Set<String> directories)
            throws IOException {
        String directory = Storage.parent(to).orElse(".");
        storage.createDirectories(directory);
        directories.add(directory);
        if (!storage.appends()) { // of several that rename to one name each is told that it has: none may have it twice
            storage.rename(from, to + "." + ordinal + "-" + Long.toHexString(RANDOM.nextLong()));
            return;
        }
        String name = to;
        for (int others = 0; ; others++) {
            try {
                storage.rename(from, name);
                return;
            } catch (FileAlreadyExistsException e) {
                if (isSame(from, name)) {
                    storage.delete(from); // a process died while it renamed, which left both names
                    return;
                }
                name = to + "." + ordinal + (others == 0 ? "" : "-" + others);
            }
        }
    }

    private static boolean isSame(String from, String to) throws IOException {
        return Storages.isLocal(from) && Files.isSameFile(Storages.localPath(from), Storages.localPath(to));
    }
}
