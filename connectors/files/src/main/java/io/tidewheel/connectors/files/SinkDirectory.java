package io.tidewheel.connectors.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the files of one sink lie. */
final class SinkDirectory {
    /*
     * dir/part-<batch>-<epoch>.txt                a part; visible, never changed
     * dir/.tidewheel/query                        whose sink it is
     * dir/.tidewheel/manifest/<number>            which parts there are; number by number, created exclusively
     * dir/.tidewheel/<epoch>-<number>.rows        pending rows
     * dir/.tidewheel/<epoch>-<number>.notes       what of them is committed, for readers
     * dir/.tidewheel/<epoch>-<attempt>.staged     what a task wrote
     * dir/.tidewheel/<epoch>-<number>.copy, .tmp  under way
     */
    private final String directory;
    private final String hidden;
    private final Storage storage;

    SinkDirectory(Storages storages, String directory) {
        this.directory = directory;
        this.hidden = Storage.child(directory, ".tidewheel");
        this.storage = storages.of(directory);
    }

    Storage storage() {
        return storage;
    }

    String path() {
        return directory;
    }

    String visible(String part) {
        return Storage.child(directory, part);
    }

    String hidden(String name) {
        return Storage.child(hidden, name);
    }

    String manifest() {
        return hidden("manifest");
    }

    /** Of the writer of a hidden file; -1 if the name says none. */
    static long epochOf(String name) {
        int dash = name.indexOf('-');
        return dash > 0 && name.substring(0, dash).matches("\\d{1,18}") ? Long.parseLong(name.substring(0, dash)) : -1;
    }

    /** The names of hidden files; none if there is no such directory. */
    List<String> hiddenNames() throws IOException {
        return names(hidden);
    }

    List<String> visibleNames() throws IOException {
        return names(directory);
    }

    List<String> manifestNames() throws IOException {
        return names(manifest());
    }

    private List<String> names(String path) throws IOException {
        if (storage.stat(path).isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        storage.list(path).forEach(file -> names.add(file.name()));
        return names;
    }

    boolean exists(String path) throws IOException {
        return storage.stat(path).isPresent();
    }

    byte[] read(String path) throws IOException {
        try (InputStream in = storage.open(path, 0)) {
            return in.readAllBytes();
        }
    }

    /** Makes the directory that of one sink. */
    void claim(String queryId, String sink, long epoch) throws IOException {
        storage.createDirectories(manifest());
        byte[] claim = ("tidewheel-files 1\nquery " + queryId + "\nsink " + sink + "\n").getBytes(UTF_8);
        String owner = hidden("query");
        try {
            if (!exists(owner)) {
                create(owner, claim, epoch + "-query.tmp");
                storage.syncDirectory(hidden);
                storage.syncDirectory(directory);
            }
        } catch (FileAlreadyExistsException e) {
            // somebody was faster: perhaps an earlier run of the same query
        }
        String found = new String(read(owner), UTF_8);
        if (!found.equals(new String(claim, UTF_8))) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the directory " + directory + " is written by another sink ("
                            + found.replace('\n', ' ').strip()
                            + "), and sink '" + sink + "' of query " + queryId
                            + " was started on it; choose another directory, or move this one away");
        }
    }

    /** Creates a file with its bytes at once, durable but for its name; exactly one of several callers succeeds. */
    void create(String path, byte[] bytes, String temporary) throws IOException {
        if (!storage.appends()) {
            try (StorageOutput out = storage.create(path)) {
                out.write(bytes);
            }
            return;
        }
        String written = hidden(temporary);
        storage.delete(written);
        try (StorageOutput out = storage.create(written)) {
            out.write(bytes);
            out.sync();
        }
        try {
            storage.rename(written, path);
        } catch (FileAlreadyExistsException e) {
            storage.delete(written);
            throw e;
        }
    }

    void syncHidden() throws IOException {
        storage.syncDirectory(hidden);
    }

    void syncVisible() throws IOException {
        storage.syncDirectory(directory);
    }

    /** How long a hidden file is; -1 if there is none. */
    long length(String name) throws IOException {
        Optional<io.tidewheel.storage.StoredFile> file = storage.stat(hidden(name));
        return file.isEmpty() ? -1 : file.get().length();
    }
}
