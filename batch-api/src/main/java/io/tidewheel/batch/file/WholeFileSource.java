package io.tidewheel.batch.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.IteratorCursor;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/**
 * Each file as one row: its path with its text, which is decompressed by the file's name, or with its bytes as they
 * are. Small files share a partition.
 */
public final class WholeFileSource implements Source {
    private static final long serialVersionUID = 1L;

    private final Storages storages;
    private final String path;
    private final List<List<StoredFile>> groups;
    private final boolean text;

    private WholeFileSource(Storages storages, String path, List<List<StoredFile>> groups, boolean text) {
        this.storages = storages;
        this.path = path;
        this.groups = groups;
        this.text = text;
    }

    /** Rows are {@code Pair<String, String>}. */
    public static WholeFileSource text(Storages storages, String path, int partitions) {
        List<StoredFile> files = GivenFiles.list(storages, path);
        files.forEach(file -> Decompression.of(file.path()));
        return new WholeFileSource(storages, path, FileGroups.of(files, partitions), true);
    }

    /** Rows are {@code Pair<String, byte[]>}. */
    public static WholeFileSource binary(Storages storages, String path, int partitions) {
        List<StoredFile> files = GivenFiles.list(storages, path);
        return new WholeFileSource(storages, path, FileGroups.of(files, partitions), false);
    }

    @Override
    public int partitions() {
        return groups.size();
    }

    @Override
    public String describe() {
        return (text ? "whole text files " : "binary files ") + path;
    }

    @Override
    public Cursor open(int partition, TaskContext context) {
        Iterator<StoredFile> files = groups.get(partition).iterator();
        return new IteratorCursor(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return files.hasNext();
            }

            @Override
            public Object next() {
                context.checkCancelled();
                return read(files.next());
            }
        });
    }

    private Pair<String, Object> read(StoredFile file) {
        FileSplit split = FileSplit.whole(file);
        Decompression decompression = text ? Decompression.of(file.path()) : Decompression.NONE;
        try (InputStream raw = split.open(storages, 0);
                InputStream in = decompression.open(raw)) {
            byte[] bytes = in.readAllBytes();
            if (decompression == Decompression.NONE && bytes.length != file.length()) {
                throw new IOException("the file ends after " + bytes.length + " bytes instead of " + file.length());
            }
            return new Pair<>(file.path(), text ? new String(bytes, UTF_8) : bytes);
        } catch (IOException e) {
            throw decompression == Decompression.NONE
                    ? split.unreadable(0, e)
                    : Decompression.failed(file.path(), 0, e);
        } catch (OutOfMemoryError e) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    "the input file " + file.path() + " with " + file.length()
                            + " bytes does not fit into memory as one row; read it by lines, or raise the heap",
                    e);
        }
    }
}
