package io.tidewheel.storage;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** The files that a user's path means, looked up when a dataset is defined. */
public final class InputFiles {
    private InputFiles() {}

    /**
     * Lists a file, the files of a directory (not of directories inside it, and without names that begin with
     * {@code _} or {@code .}), what a pattern matches ({@code *}, {@code ?}, {@code [ab]}, {@code {a,b}}), or several of
     * these separated by commas. A path that exists exactly as written is never taken for a pattern or a list. The order
     * is that of the list, within one part of it by name. Only an empty directory gives no files.
     *
     * @throws TidewheelException if there is no such path, nothing matches, or a file cannot be read
     */
    public static List<StoredFile> list(Storages storages, String paths) {
        if (paths.isBlank()) {
            throw new TidewheelException(Kind.CONFIGURATION, "the input path is empty; name a file or directory");
        }
        try {
            Optional<StoredFile> exact = storages.of(paths).stat(paths);
            if (exact.isPresent()) {
                return checked(storages, files(storages, exact.get()));
            }
            List<StoredFile> files = new ArrayList<>();
            for (String path : Glob.splitAtCommas(paths)) {
                for (StoredFile found : found(storages, path.strip())) {
                    files.addAll(files(storages, found));
                }
            }
            return checked(storages, files);
        } catch (PatternSyntaxException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the input path '" + paths + "' is not a pattern: " + e.getDescription()
                            + "; put a backslash before a character that is meant literally",
                    e);
        } catch (AccessDeniedException e) {
            throw unreadable(e.getFile() == null ? paths : e.getFile(), e);
        } catch (NoSuchFileException e) {
            throw e.getOtherFile() == null ? unlistable(paths, e) : dangling(paths, e);
        } catch (IOException e) {
            throw unlistable(paths, e);
        }
    }

    /**
     * Tells whether a name matches a pattern as {@link #list} understands it: {@code *}, {@code ?}, {@code [ab]},
     * {@code {a,b}}.
     *
     * @throws TidewheelException if it is not a pattern
     */
    public static Predicate<String> named(String pattern) {
        try {
            return Glob.expandChoices(pattern).stream()
                    .map(choice -> Glob.regex(choice).asMatchPredicate())
                    .reduce(name -> false, Predicate::or);
        } catch (PatternSyntaxException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "'" + pattern + "' is not a pattern of names: " + e.getDescription()
                            + "; put a backslash before a character that is meant literally",
                    e);
        }
    }

    private static TidewheelException unlistable(String paths, IOException e) {
        return new TidewheelException(Kind.RESOURCE, "the input path '" + paths + "' cannot be listed: " + e, e);
    }

    private static TidewheelException dangling(String paths, NoSuchFileException e) {
        return new TidewheelException(
                Kind.BAD_DATA,
                "the input path '" + paths + "' holds the link " + e.getFile() + " to " + e.getOtherFile()
                        + ", which does not exist; correct or delete the link, or name the files one by one, separated by"
                        + " commas",
                e);
    }

    private static List<StoredFile> found(Storages storages, String path) throws IOException {
        Storage storage = storages.of(path);
        Optional<StoredFile> exact = storage.stat(path);
        if (exact.isPresent()) {
            return List.of(exact.get());
        }
        boolean pattern = Glob.isPattern(path);
        List<StoredFile> found = Glob.find(storage, path);
        if (found.isEmpty()) {
            String existing = nearestExisting(storage, path);
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    (pattern ? "nothing matches the input pattern '" : "there is no input path '") + path + "'; "
                            + existing);
        }
        return found;
    }

    private static String nearestExisting(Storage storage, String path) throws IOException {
        for (Optional<String> above = Storage.parent(path); above.isPresent(); above = Storage.parent(above.get())) {
            Optional<StoredFile> file = storage.stat(above.get());
            if (file.isPresent()) {
                return "the nearest that exists is the " + (file.get().directory() ? "directory " : "file ")
                        + above.get();
            }
        }
        return Storages.isLocal(path)
                ? "it is looked for in " + System.getProperty("user.dir")
                : "nothing above it exists either";
    }

    private static List<StoredFile> files(Storages storages, StoredFile file) throws IOException {
        if (!file.directory()) {
            return List.of(file);
        }
        List<StoredFile> files = new ArrayList<>();
        int directories = 0;
        for (StoredFile entry : storages.of(file.path()).list(file.path())) {
            if (entry.hidden()) {
                continue;
            }
            if (entry.directory()) {
                directories++;
            } else {
                files.add(entry);
            }
        }
        if (files.isEmpty() && directories > 0) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the input directory " + file.path() + " holds no files, only " + directories
                            + " directories, and these are not searched; name them, or use the pattern '"
                            + Storage.child(file.path(), "*") + "'");
        }
        return files;
    }

    private static List<StoredFile> checked(Storages storages, List<StoredFile> files) throws IOException {
        for (StoredFile file : files) {
            Storage storage = storages.of(file.path());
            if (!storage.isReadable(file.path())) {
                throw unreadable(file.path(), new NoSuchFileException(file.path(), null, "not readable"));
            }
        }
        return List.copyOf(files);
    }

    private static TidewheelException unreadable(String path, IOException cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                "the input file " + path + " may not be read by user " + System.getProperty("user.name")
                        + "; change its permissions or leave it out of the path",
                cause);
    }
}
