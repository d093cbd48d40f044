package io.tidewheel.connectors.files;

import io.tidewheel.storage.InputFiles;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Looks for files in the directory of a source. Used by the query's thread. */
final class Listing {
    /*
     * Looking at each of many files takes long: about 2 us each. On the local disk most looks are spared:
     *
     * - Nothing is listed while no directory was changed. What was changed shortly before a listing began may change
     *   once more within the same tick of the disk's clock, so that such a time of change proves nothing.
     * - After a change the names are listed, and only files with a name that was never taken are looked at.
     * - Now and then every file is looked at, which finds names that came back with other bytes: so seldom that it takes
     *   a thousandth of the time.
     */
    private static final List<String> BEING_WRITTEN = List.of("._COPYING_", ".tmp", ".inprogress");
    private static final long SETTLED_MILLIS = 2_000;
    private static final long IDLE_FACTOR = 1_000;

    /** How much of a directory is looked at. */
    enum Depth {
        NOTHING,
        NEW_NAMES,
        EVERYTHING
    }

    /** Takes what is found. */
    interface Visitor {
        void visit(FoundFile file);
    }

    private final SourceSettings settings;
    private final Storages storages;
    private final Clock clock;
    private final boolean local;
    private final Predicate<String> wanted;
    private final DirectoryWatch watch;

    private final Map<String, FileTime> directories = new HashMap<>(); // as they were when last listed; local only
    private boolean settled; // their times can be relied on
    private boolean complete; // every file was looked at once
    private long lastCompleteNanos;
    private long completeTookNanos;

    Listing(SourceSettings settings, Storages storages, Clock clock, DirectoryWatch watch) {
        this.watch = watch;
        this.settings = settings;
        this.storages = storages;
        this.clock = clock;
        this.local = Storages.isLocal(settings.directory());
        this.wanted = settings.pattern().isEmpty() ? name -> true : InputFiles.named(settings.pattern());
    }

    /** Forgets what is known, so that the next look is at everything. */
    void invalidate() {
        complete = false;
    }

    /** How deep the next look has to be. */
    Depth due() throws IOException {
        if (!local || !complete || clock.nanoTime() - lastCompleteNanos >= IDLE_FACTOR * completeTookNanos) {
            return Depth.EVERYTHING;
        }
        return settled && !watch.lacksDirectories() && isUnchanged() ? Depth.NOTHING : Depth.NEW_NAMES;
    }

    /** How long a look at everything took. */
    long tookNanos() {
        return completeTookNanos;
    }

    private boolean isUnchanged() throws IOException {
        for (Map.Entry<String, FileTime> directory : directories.entrySet()) {
            try {
                FileTime now = Files.getLastModifiedTime(Storages.localPath(directory.getKey()));
                if (!now.equals(directory.getValue())) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    /**
     * Looks for files.
     *
     * @param known names that need no look unless everything is looked at
     */
    void look(Depth depth, Predicate<String> known, Visitor visitor) throws IOException {
        if (depth == Depth.NOTHING) {
            return;
        }
        long began = clock.nanoTime();
        directories.clear();
        settled = true;
        if (local) {
            Path root = Storages.localPath(settings.directory());
            Path realRoot = root.toRealPath();
            lookLocally(root, realRoot, "", depth == Depth.EVERYTHING ? name -> false : known, visitor);
        } else {
            lookRemotely(settings.directory(), "", visitor);
        }
        if (depth == Depth.EVERYTHING) {
            complete = true;
            lastCompleteNanos = clock.nanoTime();
            completeTookNanos = lastCompleteNanos - began;
        }
    }

    private void lookLocally(Path directory, Path realRoot, String prefix, Predicate<String> known, Visitor visitor)
            throws IOException {
        watch.add(directory); // before it is read: what comes then wakes the query
        FileTime modified = Files.getLastModifiedTime(directory);
        directories.put(directory.toString(), modified);
        settled &= modified.toMillis() < System.currentTimeMillis() - SETTLED_MILLIS;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                String path = prefix + name;
                if (isSkipped(name) || known.test(path)) {
                    continue;
                }
                try {
                    lookAt(entry, name, path, realRoot, known, visitor);
                } catch (NoSuchFileException e) {
                    settled = false; // gone since the directory was read, or a link to nothing yet
                }
            }
        }
    }

    private void lookAt(Path entry, String name, String path, Path realRoot, Predicate<String> known, Visitor visitor)
            throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return;
            }
            Links.requireInside(entry, realRoot);
        }
        if (attributes.isDirectory()) {
            if (settings.recursive()) {
                lookLocally(entry, realRoot, path + "/", known, visitor);
            }
        } else if (attributes.isRegularFile() && wanted.test(name)) {
            visitor.visit(new FoundFile(
                    path, attributes.size(), attributes.lastModifiedTime().toMillis()));
        }
    }

    private void lookRemotely(String directory, String prefix, Visitor visitor) throws IOException {
        for (StoredFile entry : storages.of(directory).list(directory)) {
            String name = entry.name();
            if (isSkipped(name)) {
                continue;
            }
            if (!entry.directory()) {
                if (wanted.test(name)) {
                    visitor.visit(new FoundFile(prefix + name, entry.length(), entry.modifiedMillis()));
                }
            } else if (settings.recursive()) {
                lookRemotely(Storage.child(directory, name), prefix + name + "/", visitor);
            }
        }
    }

    private static boolean isSkipped(String name) {
        if (name.startsWith("_") || name.startsWith(".")) {
            return true;
        }
        for (String ending : BEING_WRITTEN) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }
}
