package io.tidewheel.connectors.files;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.zip.CRC32C;

/** Does what entries of the manifest say, once or again. */
final class Parts {
    private static final int BUFFER_BYTES = 1 << 16;

    private final SinkDirectory directory;
    private final long epoch;
    private int copies;

    Parts(SinkDirectory directory, long epoch) {
        this.directory = directory;
        this.epoch = epoch;
    }

    /** Takes bytes that were copied. */
    interface Target {
        void write(byte[] bytes, int length) throws IOException;
    }

    /** Makes the parts of an entry visible. */
    void finish(SinkRecord entry) throws IOException {
        switch (entry.what()) {
            case BASE, COMMITTED -> {}
            case ROLL -> {
                String part = directory.visible(entry.part());
                if (!directory.exists(part)) {
                    if (isWholeFile(entry)) {
                        rename(entry.pieces().get(0).name(), part);
                    } else {
                        concatenate(entry.pieces(), part);
                    }
                    directory.syncVisible();
                }
            }
            case PARTS -> {
                for (StagedPart staged : entry.parts()) {
                    String part = directory.visible(staged.part());
                    if (directory.exists(part)) {
                        continue;
                    }
                    if (directory.storage().appends()) {
                        rename(staged.name(), part);
                    } else { // object stores know no rename
                        concatenate(List.of(new Piece(staged.name(), staged.length(), 0, staged.crc())), part);
                        directory.storage().delete(directory.hidden(staged.name()));
                    }
                }
                directory.syncVisible();
            }
        }
    }

    /** Whether the one piece is all of its file, and its writer, who closed it before the entry, writes no more to it. */
    private boolean isWholeFile(SinkRecord entry) throws IOException {
        if (entry.pieces().size() != 1 || !directory.storage().appends()) {
            return false;
        }
        Piece piece = entry.pieces().get(0);
        return SinkDirectory.epochOf(piece.name()) == entry.epoch() && directory.length(piece.name()) == piece.length();
    }

    private void rename(String name, String part) throws IOException {
        Failpoint.hit("sink-mid-roll");
        try {
            directory.storage().rename(directory.hidden(name), part);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            if (!directory.exists(part)) {
                throw lost(name, e);
            }
            directory.storage().delete(directory.hidden(name)); // the same file by its other name, or gone
        }
        Failpoint.hit("sink-after-rename");
    }

    private void concatenate(List<Piece> pieces, String part) throws IOException {
        Storage storage = directory.storage();
        String copy = storage.appends() ? directory.hidden(epoch + "-" + ++copies + ".copy") : part;
        if (storage.appends()) {
            storage.delete(copy);
        }
        try {
            writeAll(pieces, copy);
            Failpoint.hit("sink-mid-roll");
            if (storage.appends()) {
                storage.rename(copy, part);
            }
        } catch (FileAlreadyExistsException e) {
            if (storage.appends()) {
                storage.delete(copy); // another run did the same
            }
        }
        Failpoint.hit("sink-after-rename");
    }

    private void writeAll(List<Piece> pieces, String path) throws IOException {
        try (StorageOutput out = directory.storage().create(path)) {
            boolean first = true;
            for (Piece piece : pieces) {
                copy(piece, first ? 0 : piece.headerLength(), (bytes, length) -> out.write(bytes, 0, length));
                first = false;
                Failpoint.hit("sink-mid-copy");
            }
            if (directory.storage().appends()) {
                out.sync();
            }
        }
    }

    /**
     * Copies a piece.
     *
     * @param skip how many of its first bytes not
     * @throws TidewheelException if its bytes are not what was written
     */
    void copy(Piece piece, int skip, Target target) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = piece.length();
        long skipped = skip;
        try (InputStream in = directory.storage().open(directory.hidden(piece.name()), 0)) {
            while (left > 0) {
                int most = (int) Math.min(left, skipped > 0 ? Math.min(skipped, BUFFER_BYTES) : BUFFER_BYTES);
                int read = in.read(buffer, 0, most);
                if (read < 0) {
                    throw damaged(piece, "ends " + left + " bytes too early");
                }
                crc.update(buffer, 0, read);
                left -= read;
                if (skipped > 0) {
                    skipped -= read;
                } else {
                    target.write(buffer, read);
                }
            }
        } catch (NoSuchFileException e) {
            throw lost(piece.name(), e);
        }
        if ((int) crc.getValue() != piece.crc()) {
            throw damaged(piece, "has other bytes than were written");
        }
    }

    private TidewheelException damaged(Piece piece, String how) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                directory.hidden(piece.name()) + ", of which " + piece.length() + " bytes are committed rows, " + how
                        + "; restore it from a backup");
    }

    private TidewheelException lost(String name, IOException cause) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                directory.hidden(name) + ", which holds committed rows, is not there; restore it from a backup",
                cause);
    }

    /** Deletes files that became part of a part. */
    void deletePieces(List<Piece> pieces) throws IOException {
        for (Piece piece : pieces) {
            directory.storage().delete(directory.hidden(piece.name()));
        }
    }

    /** Deletes what earlier epochs left, but for what is pending. */
    void sweep(List<Piece> pending) throws IOException {
        for (String name : directory.hiddenNames()) {
            long of = SinkDirectory.epochOf(name);
            boolean needed = pending.stream().anyMatch(piece -> piece.name().equals(name));
            if (of >= 0 && of < epoch && !needed) {
                directory.storage().delete(directory.hidden(name));
            }
        }
    }
}
