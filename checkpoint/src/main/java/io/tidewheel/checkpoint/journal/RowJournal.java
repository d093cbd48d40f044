package io.tidewheel.checkpoint.journal;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows, numbered from 0, in the segments of a directory, as one epoch goes on with them. One thread appends, after an
 * exception none; any may do the rest.
 */
public final class RowJournal implements Closeable {
    /*
     * A group holds the rows of one durable write. The last one that an older epoch has left may not have become durable:
     * it is written again before anybody reads it, and what it was written to first counts up to there. So a row that was
     * read once is there whatever fails later, and its number is never given to another.
     */
    private static final int VERSION = 1;
    private static final long FIRST_SEGMENT_BYTES = 1 << 18;

    private final Storage storage;
    private final String directory;
    private final Settings settings;
    private final Encoder encoder = new Encoder(); // of whoever appends
    private @Nullable SegmentWriter segment; // null before the first append; of whoever appends
    private SegmentName last = new SegmentName(0, 0); // before the first append: the segment to go on from,
    private long lastEnd; // what counts of it,
    private long nextSequence = 1; // and the number after its last group
    private final ArrayDeque<RowPart> parts = new ArrayDeque<>(); // oldest first; guarded by this

    /**
     * How an epoch writes.
     *
     * @param nonce of this opening, which no other has
     * @param segmentBytes how long a segment grows at most, but for its last group
     */
    public record Settings(long epoch, long nonce, long segmentBytes, long nowMillis) {}

    /**
     * Reads what older epochs have left. The epoch has been claimed.
     *
     * @throws TidewheelException (CHECKPOINT) if it is damaged; says where
     */
    public RowJournal(Storage storage, String directory, Settings settings) throws IOException {
        this.storage = storage;
        this.directory = directory;
        this.settings = settings;
        SegmentName newest = Tail.lastBegun(storage, directory, settings.epoch() - 1, true);
        if (newest != null) {
            Rows held = readAll(newest);
            writeGroup(held.first, held.all());
        }
    }

    /** A segment, and how many bytes of it count. */
    private record Counting(SegmentName name, long limit) {}

    /** Takes in all segments but for the last group, which it gives: it is to be written again. */
    private Rows readAll(SegmentName newest) throws IOException {
        Deque<Counting> chain = new ArrayDeque<>();
        SegmentName next = newest;
        long limit = Long.MAX_VALUE;
        while (next.epoch() > 0 && (next.equals(newest) || isThere(next))) { // those before were deleted
            try (SegmentReader in = open(next, limit)) {
                chain.push(new Counting(next, limit));
                next = in.header().predecessor();
                limit = in.header().predecessorEnd();
            }
        }
        Rows held = null;
        for (Counting counting : chain) {
            try (SegmentReader in = open(counting.name(), counting.limit())) {
                held = read(in, counting.name(), counting.name().equals(newest));
            }
        }
        if (held == null) {
            throw Damage.of(newest.in(directory), "it changed while it was read");
        }
        goOnFrom(newest, held);
        return held;
    }

    /** A segment whose only group is written again counts no more, and may be gone after a power failure. */
    private void goOnFrom(SegmentName newest, Rows held) throws IOException {
        nextSequence = held.group.sequence();
        if (held.group.at() > SegmentHeader.BYTES) {
            last = newest;
            lastEnd = held.group.at();
            return;
        }
        parts.removeLast();
        try (SegmentReader in = open(newest, Long.MAX_VALUE)) {
            last = in.header().predecessor();
            lastEnd = in.header().predecessorEnd();
        }
    }

    private boolean isThere(SegmentName name) throws IOException {
        return storage.stat(name.in(directory)).isPresent();
    }

    private SegmentReader open(SegmentName name, long limit) throws IOException {
        SegmentReader in = SegmentReader.open(storage, directory, name, limit);
        if (in == null) {
            throw Damage.of(name.in(directory), "its header is missing");
        }
        return in;
    }

    /** Takes in a segment, but for its last group if that is to be held back: then it is what this gives. */
    private @Nullable Rows read(SegmentReader in, SegmentName name, boolean holdsLast) throws IOException {
        RowPart part = null;
        Rows held = null;
        for (SegmentReader.Content group = in.nextContent(); group != null; group = in.nextContent()) {
            Rows rows = rows(in, group);
            if (part == null) {
                part = new RowPart(
                        name, parts.isEmpty() ? rows.first : parts.getLast().end());
                parts.add(part);
            }
            if (held != null) {
                part.add(held);
            }
            if (rows.first != part.end()) {
                throw in.unreadable(
                        group,
                        new IllegalArgumentException("it begins with row " + rows.first + ", not " + part.end()));
            }
            held = rows;
        }
        if (part != null && held != null && !holdsLast) {
            part.add(held);
        }
        return held;
    }

    /** The rows of one group, in their order. */
    static final class Rows {
        final SegmentReader.Content group;
        final long first;
        private final int count;
        private final Decoder in;

        private Rows(SegmentReader.Content group) {
            this.group = group;
            this.in = new Decoder(group.bytes(), 0, group.length());
            in.oneByte(); // the version
            this.first = in.number();
            this.count = in.count();
        }

        long end() {
            return first + count;
        }

        byte[] next() {
            return in.bytes();
        }

        List<byte[]> all() {
            List<byte[]> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                all.add(next());
            }
            return all;
        }
    }

    private static Rows rows(SegmentReader in, SegmentReader.Content group) {
        if (group.length() > 0 && group.bytes()[0] != VERSION) {
            throw in.newer("holds rows of version " + group.bytes()[0], "version " + VERSION);
        }
        try {
            return new Rows(group);
        } catch (IllegalArgumentException e) {
            throw in.unreadable(group, e);
        }
    }

    /** True if nothing was ever appended, as far as the segments know. */
    public synchronized boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The oldest row that is there; if there is none, the next. */
    public synchronized long first() {
        return parts.isEmpty() ? 0 : parts.getFirst().first;
    }

    /** The row after the last. */
    public synchronized long end() {
        return parts.isEmpty() ? 0 : parts.getLast().end();
    }

    /** About how many bytes of files the rows from {@code row} on take. */
    public synchronized long bytesFrom(long row) {
        long bytes = 0;
        for (RowPart part : parts) {
            if (row < part.end()) {
                bytes += part.bytes() - (row <= part.first ? SegmentHeader.BYTES : part.place(row));
            }
        }
        return bytes;
    }

    /**
     * Up to which row, at most {@code to}, the rows from {@code from} on have no more than so many bytes: one row further at
     * least. What the groups take in files decides that, but for the last one, whose rows are looked at: never more bytes
     * than that, but fewer if there are more to come.
     *
     * @param to after {@code from}; both are rows that are there
     */
    public long fitting(long from, long to, long bytes) throws IOException {
        long end = from;
        long left = bytes;
        synchronized (this) {
            for (RowPart part : parts) {
                if (end < part.end() && part.first < to) {
                    long at = part.place(Math.max(end, part.first));
                    if (part.bytes() - at <= left) {
                        left -= part.bytes() - at;
                        end = part.end();
                        continue;
                    }
                    long row = part.rowAt(at + left);
                    if (row > end) {
                        left -= part.place(row) - at;
                        end = row;
                    }
                    break;
                }
            }
        }
        return end >= to ? to : Math.max(from + 1, lookedAt(end, to, left));
    }

    private long lookedAt(long from, long to, long bytes) throws IOException {
        long end = from;
        try (Reading rows = read(from, to)) {
            long left = bytes;
            for (byte[] row = rows.next(); row != null && row.length <= left; row = rows.next()) {
                left -= row.length;
                end++;
            }
        }
        return end;
    }

    /**
     * Writes rows, at least one, with one durable write.
     *
     * @throws IOException if nobody knows whether they are there
     */
    public void append(List<byte[]> rows) throws IOException {
        writeGroup(end(), rows);
    }

    private void writeGroup(long first, List<byte[]> rows) throws IOException {
        Consumer<Encoder> content = out -> encode(first, rows, out);
        SegmentWriter current = segment;
        if (current == null || current.isFull()) {
            try (SegmentWriter full = current) {
                current = begun(full, content);
            }
            segment = current;
            synchronized (this) {
                RowPart part = new RowPart(current.name(), first);
                part.add(current.nextSequence() - 1, SegmentHeader.BYTES, current.position(), first + rows.size());
                parts.add(part);
            }
            return;
        }
        long at = current.position();
        current.append(content);
        synchronized (this) {
            parts.getLast().add(current.nextSequence() - 1, at, current.position(), first + rows.size());
        }
    }

    private static void encode(long first, List<byte[]> rows, Encoder out) {
        out.oneByte(VERSION);
        out.number(first);
        out.number(rows.size());
        for (byte[] row : rows) {
            out.number(row.length);
            out.raw(row);
        }
    }

    private SegmentWriter begun(@Nullable SegmentWriter full, Consumer<Encoder> content) throws IOException {
        if (full != null) {
            last = full.name();
            lastEnd = full.position();
            nextSequence = full.nextSequence();
        }
        long number = full == null ? 1 : last.number() + 1;
        SegmentName name = new SegmentName(settings.epoch(), number);
        SegmentHeader header =
                new SegmentHeader(name, settings.nonce(), nextSequence, last, lastEnd, settings.nowMillis());
        long room = Math.min(settings.segmentBytes(), FIRST_SEGMENT_BYTES << Math.min(number - 1, 20));
        return SegmentWriter.create(storage, directory, header, room, encoder, content);
    }

    /** The rows {@code [from, to)}, which are not deleted while they are read. */
    public Reading read(long from, long to) {
        return new Reading(from, to);
    }

    /** Reads rows, one after the other. Used by one thread. */
    public final class Reading implements Closeable {
        private final long to;
        private long row;
        private @Nullable RowPart part;
        private @Nullable SegmentReader in;
        private @Nullable Rows group;

        private Reading(long from, long to) {
            this.row = from;
            this.to = to;
        }

        /**
         * The next row; null at the end.
         *
         * @throws TidewheelException (CHECKPOINT) if it is damaged; says where
         */
        public byte @Nullable [] next() throws IOException {
            if (row >= to) {
                return null;
            }
            Rows rows = group;
            if (rows == null || row >= rows.end()) {
                rows = groupOf(row);
                group = rows;
            }
            row++;
            return rows.next();
        }

        /** Opens the segment that holds a row, where its group begins or earlier. */
        private RowPart open(long wanted) throws IOException {
            RowPart holding;
            long at;
            long sequence;
            long limit;
            synchronized (RowJournal.this) {
                holding = holding(wanted);
                at = holding.place(wanted);
                sequence = holding.sequence(wanted);
                limit = holding.bytes();
            }
            in = RowJournal.this.open(holding.name, limit).from(storage, at, sequence);
            return holding;
        }

        private Rows groupOf(long wanted) throws IOException {
            if (part == null || wanted >= endOf(part)) {
                close();
                part = open(wanted);
            }
            SegmentReader reader = in;
            SegmentReader.Content content;
            while (reader != null && (content = reader.nextContent()) != null) {
                Rows rows = rows(reader, content);
                for (long skipped = rows.first; skipped < Math.min(wanted, rows.end()); skipped++) {
                    rows.next();
                }
                if (wanted < rows.end()) {
                    return rows;
                }
            }
            throw Damage.missing(part == null ? directory : part.name.in(directory), "row " + wanted);
        }

        @Override
        public void close() throws IOException {
            SegmentReader open = in;
            in = null;
            if (open != null) {
                open.close();
            }
        }
    }

    private synchronized long endOf(RowPart part) {
        return part.end();
    }

    private synchronized RowPart holding(long row) {
        for (RowPart part : parts) {
            if (row >= part.first && row < part.end()) {
                return part;
            }
        }
        throw new TidewheelException(
                Kind.BAD_DATA,
                directory + " holds rows " + first() + " to " + end() + ", but row " + row
                        + " is to be read, which was deleted or never written");
    }

    /** Deletes segments of which all rows come before {@code row}. The caller has looked that there is no newer epoch. */
    public void deleteBefore(long row) throws IOException {
        List<Run> kept = new ArrayList<>();
        RowPart current;
        synchronized (this) {
            if (segment == null || parts.size() < 2 || parts.getFirst().end() > row) {
                return;
            }
            while (parts.size() > 1 && parts.getFirst().end() <= row) {
                parts.removeFirst();
            }
            current = parts.getLast(); // it tells which row comes next
            for (RowPart part : parts) {
                kept.add(new Run(part.name.epoch(), part.name.number(), part.name.number(), part.bytes(), -1));
            }
        }
        new SegmentPurge(storage, directory, current.name, current.name.number()).purge(kept);
    }

    /** Its rows are durable already. */
    @Override
    public void close() throws IOException {
        if (segment != null) {
            segment.close();
        }
    }
}
