package io.tidewheel.connectors.files;

import com.google.common.io.ByteStreams;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.batch.file.Decompression;
import io.tidewheel.connectors.files.SinkRecord.What;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds all committed rows of a {@link FileSink}, at any moment and while it is written: those in visible parts, and
 * those that wait to become visible. Each row is found once.
 */
public final class CommittedFiles {
    private static final int TRIES = 20;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAGIC_BYTES = 4;

    private CommittedFiles() {}

    /** The files of a sink on the local disk, in the order in which their rows were committed. */
    public static List<CommittedFile> in(String directory) {
        return in(directory, Storages.DEFAULT);
    }

    /**
     * The files of a sink, in the order in which their rows were committed. Files that are not visible yet may have got
     * another name by the time they are read: ask again then.
     */
    public static List<CommittedFile> in(String directory, Storages storages) {
        SinkDirectory files = new SinkDirectory(storages, directory);
        IOException last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                Optional<List<CommittedFile>> found = look(files, i == TRIES - 1);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (NoSuchFileException e) {
                last = e; // deleted since it was listed: the sink has gone on
            } catch (IOException e) {
                throw unreadable(directory, e);
            }
        }
        throw unreadable(directory, last == null ? new IOException("it changes faster than it is read") : last);
    }

    /**
     * The committed rows of a sink of lines or JSON, compressed or not, as they are when this is called. The dataset is to
     * be used at once: a file of pending rows that is gone when it is read fails the job.
     */
    public static Dataset<String> lines(Tidewheel session, String directory) {
        Storages storages = SessionAccess.to(session).storages();
        return session.parallelize(in(directory, storages)).flatMapStream(file -> linesOf(storages, file));
    }

    private static Stream<String> linesOf(Storages storages, CommittedFile file) throws IOException {
        InputStream stored = ByteStreams.limit(storages.of(file.path()).open(file.path(), 0), file.length());
        InputStream in = new BufferedInputStream(stored, BUFFER_BYTES);
        in.mark(MAGIC_BYTES);
        Decompression how = Decompression.ofText(in.readNBytes(MAGIC_BYTES)); // pending files have no telling names
        in.reset();
        BufferedReader lines = new BufferedReader(new InputStreamReader(how.open(in), StandardCharsets.UTF_8));
        return lines.lines().onClose(() -> close(lines));
    }

    private static void close(BufferedReader lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TidewheelException unreadable(String directory, IOException e) {
        return new TidewheelException(
                Kind.RESOURCE, "the files of the sink in " + directory + " cannot be listed: " + e, e);
    }

    /**
     * Notes before the manifest before the files, so that nothing can slip from one to the other unseen.
     *
     * @param trustsLack there may be no note, as after a power failure; otherwise one that takes another's place while the
     *     directory is listed may be missed, and the older rows of the manifest alone would be a step back
     */
    private static Optional<List<CommittedFile>> look(SinkDirectory directory, boolean trustsLack) throws IOException {
        SinkRecord note = CommitNotes.newest(directory);
        List<SinkRecord> entries = Manifest.all(directory);
        if (note == null && !trustsLack && entries.stream().anyMatch(entry -> entry.batchId() >= 0)) {
            return Optional.empty();
        }
        Set<String> visible = new HashSet<>(directory.visibleNames());
        Map<String, CommittedFile> files = new LinkedHashMap<>(); // by the hidden or visible name
        Set<String> consumed = new HashSet<>();
        boolean all = true;
        for (SinkRecord entry : entries) {
            if (entry.what() == What.ROLL) {
                entry.pieces().forEach(piece -> consumed.add(piece.name()));
                if (visible.contains(entry.part())) {
                    files.put(entry.part(), whole(directory, entry));
                } else {
                    all &= addPieces(directory, entry.pieces(), files);
                }
            }
            all &= addParts(directory, entry.parts(), visible, files);
        }
        if (note != null) {
            List<Piece> pending = new ArrayList<>(note.pieces());
            pending.removeIf(piece -> consumed.contains(piece.name()));
            all &= addPieces(directory, pending, files);
            all &= addParts(directory, note.parts(), visible, files);
        }
        return all ? Optional.of(List.copyOf(files.values())) : Optional.empty();
    }

    private static CommittedFile whole(SinkDirectory directory, SinkRecord roll) {
        long length = 0;
        boolean first = true;
        for (Piece piece : roll.pieces()) {
            length += first ? piece.length() : piece.length() - piece.headerLength();
            first = false;
        }
        return new CommittedFile(directory.visible(roll.part()), length);
    }

    private static boolean addPieces(SinkDirectory directory, List<Piece> pieces, Map<String, CommittedFile> files)
            throws IOException {
        for (Piece piece : pieces) {
            if (!directory.exists(directory.hidden(piece.name()))) {
                return false;
            }
            files.put(piece.name(), new CommittedFile(directory.hidden(piece.name()), piece.length()));
        }
        return true;
    }

    private static boolean addParts(
            SinkDirectory directory, List<StagedPart> parts, Set<String> visible, Map<String, CommittedFile> files)
            throws IOException {
        for (StagedPart part : parts) {
            if (visible.contains(part.part())) {
                files.put(part.part(), new CommittedFile(directory.visible(part.part()), part.length()));
            } else if (directory.exists(directory.hidden(part.name()))) {
                files.put(part.part(), new CommittedFile(directory.hidden(part.name()), part.length()));
            } else {
                return false;
            }
        }
        return true;
    }
}
