package io.tidewheel.connectors.files;

import io.tidewheel.connectors.files.SinkRecord.What;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The driver's half of the file sink. Used by the query's thread. */
final class FileSinkDriver<T> implements TwoPhaseSink.Driver<T> {
    /*
     * Pending rows are pieces: beginnings of hidden files. Batch after batch is appended to one hidden file and synced;
     * the token of a batch says which pieces there are once it counts. What lies after the committed length, because a
     * batch was aborted or the process died, is never cut off: the next batch begins a new file, and so a new piece.
     *
     * A roll turns all pieces into one part. An entry in the manifest is the moment at which that is decided; entries are
     * numbered and created exclusively, so that a writer whose epoch is over cannot decide anything any more. Then one
     * piece, if it is the whole of a file that this epoch wrote and closed, is renamed; otherwise the pieces are copied.
     * Whoever finds the entry can do that again.
     *
     *   prepare   append, sync                      the journal: token
     *   commit    note for readers
     *   roll      manifest entry -> rename or copy -> note for readers -> delete what was copied
     *   recover   finish the last entry -> take over with an entry -> note for readers -> delete traces of older epochs
     */
    private static final int MAX_PIECES = 200;

    private final SinkSettings settings;
    private final String extension;
    private final SinkContext context;
    private final SinkDirectory directory;
    private final Manifest manifest;
    private final CommitNotes notes;
    private final Parts parts;

    private SinkRecord committed; // what counts now
    private @Nullable SinkRecord prepared; // after the last prepare; null if that is committed or aborted
    private @Nullable OpenPiece open;
    private boolean appended; // something to the open file since what is committed
    private @Nullable SinkRecord
            decided; // an entry that is to be carried out before anything else; perhaps it is begun
    private List<String> staged = List.of(); // hidden files of the batch that is prepared, but for those copied
    private int pieces; // how many files were begun

    FileSinkDriver(SinkSettings settings, String extension, SinkContext context) {
        this.settings = settings;
        this.extension = extension;
        this.context = context;
        this.directory = new SinkDirectory(context.storages(), settings.directory());
        this.manifest = new Manifest(directory, context.epoch());
        this.notes = new CommitNotes(directory, context.epoch());
        this.parts = new Parts(directory, context.epoch());
        this.committed = record(What.COMMITTED, -1, List.of(), List.of(), "", 0);
    }

    private SinkRecord record(
            What what, long batchId, List<Piece> pending, List<StagedPart> own, String part, long sinceMillis) {
        return new SinkRecord(what, context.epoch(), batchId, sinceMillis, part, pending, own);
    }

    @Override
    public void recover(long batchId, byte @Nullable [] token) throws IOException {
        directory.claim(context.queryId(), context.sink(), context.epoch());
        SinkRecord journalled = token == null
                ? record(What.COMMITTED, batchId, List.of(), List.of(), "", 0)
                : SinkRecord.of(token, "the token of sink '" + context.sink() + "' in the journal");
        List<SinkRecord> entries;
        List<Piece> pending;
        do {
            manifest.open();
            entries = manifest.since(batchId);
            requireFits(batchId, entries);
            pending = new ArrayList<>(journalled.pieces());
            for (SinkRecord entry : entries) {
                if (entry.what() == What.ROLL) {
                    pending.removeAll(entry.pieces());
                }
            }
            Failpoint.hit("sink-mid-recovery");
        } while (!manifest.add(record(What.BASE, batchId, pending, List.of(), "", journalled.sinceMillis())));
        for (SinkRecord entry : entries) {
            parts.finish(entry);
            Failpoint.hit("sink-mid-recovery");
        }
        committed = record(What.COMMITTED, batchId, pending, List.of(), "", journalled.sinceMillis());
        boolean listed = entries.stream()
                .anyMatch(entry -> entry.what() == What.PARTS && entry.parts().equals(journalled.parts()));
        if (!journalled.parts().isEmpty() && !listed) {
            publish(batchId, journalled.parts());
        }
        notes.add(committed);
        Failpoint.hit("sink-mid-recovery");
        parts.sweep(pending);
        manifest.compact();
    }

    private void requireFits(long batchId, List<SinkRecord> entries) {
        for (SinkRecord entry : entries) {
            if (entry.epoch() > context.epoch()) {
                throw manifest.fenced(entry.epoch());
            }
            if (entry.batchId() > batchId) {
                throw new TidewheelException(
                        Kind.CHECKPOINT,
                        "the files in " + directory.path() + " hold batch " + entry.batchId()
                                + " of the query, but its journal ends with batch " + batchId
                                + "; use the checkpoint that belongs to them, or write to a new directory");
            }
        }
    }

    @Override
    public byte[] prepare(SinkBatch<T> batch) throws Exception {
        carryOut();
        if (prepared != null) {
            abort(batch.batchId());
        }
        SinkRecord before = committed;
        prepared = before; // from now on there are traces
        Failpoint.hit("sink-before-append");
        List<AttemptResult> results = batch.write(new AttemptWriters<T>(settings, context.storages())).stream()
                .map(AttemptResult::of)
                .toList();
        staged = results.stream()
                .map(AttemptResult::file)
                .filter(file -> !file.isEmpty())
                .toList();
        List<StagedPart> own = new ArrayList<>();
        List<AttemptResult> appended = new ArrayList<>();
        for (AttemptResult result : results) {
            if (!result.file().isEmpty() && result.length() >= settings.ownPartBytes()) {
                own.add(new StagedPart(
                        result.file(), part(batch.batchId(), "-" + own.size()), result.length(), result.crc()));
            } else {
                appended.add(result);
            }
        }
        List<Piece> pending = append(appended, before.pieces());
        if (!own.isEmpty()) {
            directory.syncHidden();
        }
        Failpoint.hit("sink-after-append");
        long since = before.pieces().isEmpty() ? context.clock().epochMillis() : before.sinceMillis();
        SinkRecord token = record(What.COMMITTED, batch.batchId(), pending, own, "", since);
        prepared = token;
        return token.bytes();
    }

    private String part(long batchId, String more) {
        return String.format("part-%010d-%d%s%s", batchId, context.epoch(), more, extension);
    }

    private List<Piece> append(List<AttemptResult> results, List<Piece> before) throws IOException {
        boolean nothing = results.stream().allMatch(result -> result.file().isEmpty() && result.rows().length == 0);
        if (nothing) {
            return before;
        }
        OpenPiece piece = open;
        boolean begins = piece == null;
        if (piece == null) {
            String name = String.format("%d-%08d.rows", context.epoch(), ++pieces);
            piece = OpenPiece.create(directory, name, settings.header());
            open = piece;
        }
        appended = true;
        for (AttemptResult result : results) {
            if (result.file().isEmpty()) {
                piece.append(result.rows(), result.rows().length);
            } else {
                parts.copy(
                        new Piece(result.file(), result.length(), settings.header().length, result.crc()),
                        settings.header().length,
                        piece::append);
            }
        }
        if (directory.storage().appends()) {
            piece.sync();
            if (begins) {
                directory.syncHidden();
            }
        }
        Piece soFar = piece.soFar();
        if (!directory.storage().appends()) {
            closeOpen();
        }
        List<Piece> pending = new ArrayList<>(before);
        pending.removeIf(old -> old.name().equals(soFar.name()));
        pending.add(soFar);
        return pending;
    }

    @Override
    public void commit(long batchId, byte[] token) throws IOException {
        SinkRecord counts = SinkRecord.of(token, "the token of batch " + batchId);
        carryOut();
        if (batchId < committed.batchId()) {
            return;
        }
        if (batchId > committed.batchId()) {
            notes.add(counts);
            if (!counts.parts().isEmpty()) {
                publish(batchId, counts.parts());
            }
            if (prepared != null && prepared.equals(counts)) {
                prepared = null;
                appended = false;
                deleteCopied(counts.parts());
            }
            committed = record(What.COMMITTED, batchId, counts.pieces(), List.of(), "", counts.sinceMillis());
        }
        if (prepared == null && isRollDue()) {
            roll();
        }
    }

    private void deleteCopied(List<StagedPart> own) throws IOException {
        for (String file : staged) {
            if (own.stream().noneMatch(part -> part.name().equals(file))) {
                directory.storage().delete(directory.hidden(file));
            }
        }
        staged = List.of();
    }

    private void publish(long batchId, List<StagedPart> own) throws IOException {
        decided = record(What.PARTS, batchId, List.of(), own, "", 0);
        carryOut();
    }

    /** A clock that somebody has set back does not keep rows hidden until it is again as late as it was. */
    private void heedClock() {
        long now = context.clock().epochMillis();
        if (now < committed.sinceMillis()) {
            committed = record(What.COMMITTED, committed.batchId(), committed.pieces(), List.of(), "", now);
        }
    }

    private boolean isRollDue() {
        if (committed.pieces().isEmpty()) {
            return false;
        }
        heedClock();
        long bytes = committed.pieces().stream().mapToLong(Piece::length).sum();
        return !settings.rolls()
                || bytes >= settings.rollBytes()
                || committed.pieces().size() >= MAX_PIECES
                || context.clock().epochMillis() >= nextDeadlineMillis();
    }

    private void roll() throws IOException {
        Failpoint.hit("sink-before-roll");
        closeOpen();
        decided =
                record(What.ROLL, committed.batchId(), committed.pieces(), List.of(), part(committed.batchId(), ""), 0);
        carryOut();
    }

    /** Adds the entry that was decided to the manifest and does what it says; again, if that failed. */
    private void carryOut() throws IOException {
        SinkRecord entry = decided;
        if (entry == null) {
            return;
        }
        manifest.addOrFail(entry);
        Failpoint.hit("sink-after-manifest");
        parts.finish(entry);
        decided = null;
        if (entry.what() == What.ROLL) {
            committed = record(What.COMMITTED, committed.batchId(), List.of(), List.of(), "", 0);
            notes.add(committed);
            parts.deletePieces(entry.pieces());
        }
        manifest.compact();
    }

    @Override
    public void abort(long batchId) throws IOException {
        SinkRecord aborted = prepared;
        if (aborted == null) {
            return;
        }
        prepared = null;
        deleteCopied(List.of());
        if (!appended) {
            return;
        }
        appended = false;
        Set<String> traces = new HashSet<>();
        aborted.pieces().forEach(piece -> traces.add(piece.name()));
        if (open != null) {
            traces.add(open.name());
        }
        closeOpen();
        committed.pieces().forEach(piece -> traces.remove(piece.name()));
        for (String trace : traces) {
            directory.storage().delete(directory.hidden(trace));
        }
    }

    @Override
    public long nextDeadlineMillis() {
        heedClock();
        boolean waits = !committed.pieces().isEmpty() && settings.rollMillis() != Long.MAX_VALUE;
        return waits ? committed.sinceMillis() + settings.rollMillis() : Long.MAX_VALUE;
    }

    @Override
    public void tick() throws IOException {
        carryOut();
        if (prepared == null && isRollDue()) {
            roll();
        }
    }

    @Override
    public void drained() throws IOException {
        carryOut();
        if (prepared == null && !committed.pieces().isEmpty()) {
            roll();
        }
    }

    private void closeOpen() throws IOException {
        OpenPiece closing = open;
        open = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeOpen();
        } finally {
            notes.close();
        }
    }
}
