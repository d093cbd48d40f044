package io.tidewheel.storage;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The local disk, through java.nio. Takes plain paths and {@code file:} URIs, gives plain paths. */
final class LocalStorage implements Storage {
    static final LocalStorage INSTANCE = new LocalStorage();

    private LocalStorage() {}

    /** A {@code file:} URI is decoded ("%20"); what is no URI, because it holds a glob or a blank, is taken as it stands. */
    static Path local(String path) {
        try {
            return parsed(path);
        } catch (InvalidPathException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "'" + path.replace("\0", "\\0") + "' is not a path: " + e.getReason()
                            + (path.indexOf('\0') >= 0
                                    ? ""
                                    : "; file names are " + System.getProperty("sun.jnu.encoding")
                                            + " in this locale; choose one with UTF-8, such as LC_ALL=C.UTF-8"),
                    e);
        }
    }

    private static Path parsed(String path) {
        if (!path.startsWith("file:")) {
            return Path.of(path);
        }
        try {
            URI uri = new URI(path);
            if (uri.getPath() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return Path.of(uri.getPath());
            }
        } catch (URISyntaxException e) {
            // Not a URI in the strict sense: read it as Hadoop does, as a prefix and a plain path.
            return Path.of(plain(path));
        }
        return Path.of(plain(path));
    }

    private static String plain(String path) {
        String rest = path.substring("file:".length());
        return rest.startsWith("///") ? rest.substring(2) : rest;
    }

    @Override
    public Optional<StoredFile> stat(String path) throws IOException {
        Path file = local(path);
        try {
            return Optional.of(stored(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (isBelowFile(file)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** "a.txt/b" cannot exist; the system reports "not a directory", which is the same as missing. */
    private static boolean isBelowFile(Path file) {
        for (Path above = file.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    private static StoredFile stored(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        boolean directory = attributes.isDirectory();
        return new StoredFile(
                file.toString(),
                directory ? 0 : attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                directory);
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(local(directory))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                StoredFile file = listed(entry);
                if (file != null) {
                    files.add(file);
                }
            }
        }
        files.sort(Comparator.comparing(StoredFile::name));
        return files;
    }

    private static @Nullable StoredFile listed(Path entry) throws IOException {
        try {
            return stored(entry);
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(entry)) {
                throw new NoSuchFileException(
                        entry.toString(),
                        Files.readSymbolicLink(entry).toString(),
                        "a link to a file that does not exist");
            }
            return null; // deleted since the directory was read
        }
    }

    @Override
    public InputStream open(String path, long offset) throws IOException {
        Path file = local(path);
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            channel.position(offset);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return Channels.newInputStream(channel);
    }

    @Override
    public StorageOutput create(String path) throws IOException {
        Path file = local(path);
        return new LocalOutput(file, FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = local(from);
        Path target = local(to);
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            // The system replaces an empty directory, hence the look before; one that holds something it refuses.
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(source, target);
            return;
        }
        try {
            Files.createLink(target, source); // unlike a rename, never replaces
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (e instanceof FileAlreadyExistsException || e instanceof NoSuchFileException) {
                throw e;
            }
            Files.move(source, target); // a disk without hard links
            return;
        }
        Files.delete(source);
    }

    @Override
    public boolean delete(String path) throws IOException {
        Path root = local(path);
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
        return true;
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Files.createDirectories(local(directory));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        try (FileChannel channel = FileChannel.open(local(directory), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public boolean isReadable(String path) {
        return Files.isReadable(local(path));
    }

    @Override
    public List<String> hosts(StoredFile file, long offset, long length) {
        return List.of();
    }
}
