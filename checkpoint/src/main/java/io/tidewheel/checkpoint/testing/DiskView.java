package io.tidewheel.checkpoint.testing;

import io.tidewheel.checkpoint.testing.DiskNames.Node;
import io.tidewheel.checkpoint.testing.SimulatedDisk.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A simulated disk as one process uses it, without faults. Its own identity is the holder of its leases. */
final class DiskView implements Storage {
    private final DiskMedium medium;
    private final Kind kind;
    private final DiskNames names;

    DiskView(DiskMedium medium) {
        this.medium = medium;
        this.kind = medium.kind;
        this.names = medium.names;
    }

    @Override
    public Optional<StoredFile> stat(String path) {
        synchronized (medium) {
            String name = plain(path);
            Node node = names.get(name);
            if (node != null) {
                return Optional.of(stored(name, node));
            }
            return isRoot(name) ? Optional.of(new StoredFile(name, 0, 0, true)) : Optional.empty();
        }
    }

    /** Without a slash at its end. */
    private static String plain(String path) {
        return Storage.parent(path)
                .map(parent -> Storage.child(parent, Storage.name(path)))
                .orElse(path);
    }

    private static boolean isRoot(String path) {
        return Storage.parent(path).isEmpty();
    }

    private static StoredFile stored(String path, Node node) {
        DiskFile file = node.file();
        return new StoredFile(path, file == null ? 0 : file.length(), node.createdMillis(), file == null);
    }

    private boolean isDirectory(String path) {
        Node node = names.get(path);
        return node == null ? isRoot(path) : node.file() == null;
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        synchronized (medium) {
            String above = plain(directory);
            if (!isDirectory(above)) {
                throw new NoSuchFileException(directory);
            }
            List<StoredFile> files = new ArrayList<>();
            for (Map.Entry<String, Node> entry : names.below(above).entrySet()) {
                if (Storage.parent(entry.getKey()).equals(Optional.of(above))) {
                    files.add(stored(entry.getKey(), entry.getValue()));
                }
            }
            files.sort(Comparator.comparing(StoredFile::name));
            return files;
        }
    }

    private DiskFile file(String path) throws IOException {
        String name = plain(path);
        Node node = names.get(name);
        if (node == null) {
            throw isRoot(name) ? new FileSystemException(path, null, "is a directory") : new NoSuchFileException(path);
        }
        if (node.file() == null) {
            throw new FileSystemException(path, null, "is a directory");
        }
        return node.file();
    }

    byte[] contents(String path) throws IOException {
        synchronized (medium) {
            return file(path).contents();
        }
    }

    void replace(String path, byte[] contents) throws IOException {
        synchronized (medium) {
            file(path).replace(contents);
        }
    }

    @Override
    public InputStream open(String path, long offset) throws IOException {
        synchronized (medium) {
            return new DiskInput(medium, file(path), offset);
        }
    }

    @Override
    public StorageOutput create(String path) throws IOException {
        synchronized (medium) {
            String name = plain(path);
            if (kind == Kind.OBJECT_STORE) {
                return new ObjectOutput(this, name);
            }
            requireFree(name);
            if (!isDirectory(Storage.parent(name).orElse(""))) {
                throw new NoSuchFileException(path, null, "its directory does not exist");
            }
            DiskFile file = new DiskFile();
            file.writer = kind == Kind.HDFS ? this : null;
            add(name, new Node(file, medium.tick()));
            return new DiskOutput(medium, this, name, file);
        }
    }

    private void requireFree(String path) throws FileAlreadyExistsException {
        if (names.get(path) != null || isRoot(path)) {
            throw new FileAlreadyExistsException(path);
        }
    }

    private void add(String path, Node node) {
        names.create(path, node);
        medium.named();
    }

    /** What the closing of an object does: it is there, durable and whole, or another one is. */
    void put(String path, byte[] contents) throws IOException {
        synchronized (medium) {
            requireFree(path);
            createDirectories(Storage.parent(path).orElse(path));
            DiskFile file = new DiskFile();
            file.replace(contents);
            add(path, new Node(file, medium.tick()));
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (kind == Kind.OBJECT_STORE) {
            throw new UnsupportedOperationException("an object store cannot rename " + from + " at once");
        }
        synchronized (medium) {
            String target = target(from, to);
            names.move(plain(from), target);
            medium.named();
        }
    }

    /** Where a rename goes, if it may. */
    private String target(String from, String to) throws IOException {
        if (names.get(plain(from)) == null) {
            throw new NoSuchFileException(from);
        }
        String target = plain(to);
        requireFree(target);
        if (!isDirectory(Storage.parent(target).orElse(""))) {
            throw new NoSuchFileException(to, null, "its directory does not exist");
        }
        return target;
    }

    /** A local file has both names for a moment; what else is renamed is so at once. */
    void renameHalf(String from, String to) throws IOException {
        synchronized (medium) {
            Node node = names.get(plain(from));
            if (kind == Kind.LOCAL && node != null && node.file() != null) {
                names.create(target(from, to), node);
            } else {
                rename(from, to);
            }
        }
    }

    @Override
    public boolean delete(String path) {
        synchronized (medium) {
            String name = plain(path);
            if (names.get(name) == null) {
                return false;
            }
            new TreeMap<>(names.below(name)).descendingKeySet().forEach(names::remove);
            names.remove(name);
            medium.named();
            return true;
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        synchronized (medium) {
            String name = plain(directory);
            if (isDirectory(name)) {
                return;
            }
            requireFree(name);
            createDirectories(Storage.parent(name).orElseThrow());
            add(name, new Node(null, medium.tick()));
        }
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        synchronized (medium) {
            String name = plain(directory);
            if (!isDirectory(name)) {
                throw new NoSuchFileException(directory);
            }
            names.sync(name);
        }
    }

    @Override
    public boolean appends() {
        return kind != Kind.OBJECT_STORE;
    }

    @Override
    public void seal(String path) throws IOException {
        synchronized (medium) {
            file(path).writer = null;
        }
    }

    @Override
    public boolean isBeingWritten(String path) throws IOException {
        synchronized (medium) {
            DiskView writer = file(path).writer;
            return writer != null && medium.lives(writer);
        }
    }

    @Override
    public boolean isReadable(String path) {
        return stat(path).isPresent();
    }

    @Override
    public List<String> hosts(StoredFile file, long offset, long length) {
        return List.of();
    }
}
