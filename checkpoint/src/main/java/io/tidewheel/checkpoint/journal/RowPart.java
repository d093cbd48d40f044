package io.tidewheel.checkpoint.journal;

import java.util.Arrays;

/**
 * Which rows a segment holds, and about where: of the groups in it at least one in every few thousand bytes is known.
 * Guarded by its {@link RowJournal}.
 */
final class RowPart {
    private static final long STEP_BYTES = 4096;

    final SegmentName name;
    final long first;
    private long end;
    private long bytes; // of the segment that hold rows
    private long[] rows = new long[8]; // of each group that is known: its first row,
    private long[] places = new long[8]; // where it begins,
    private long[] sequences = new long[8]; // its number
    private int known;

    RowPart(SegmentName name, long first) {
        this.name = name;
        this.first = first;
        this.end = first;
        this.bytes = SegmentHeader.BYTES;
    }

    /** The row after its last one. */
    long end() {
        return end;
    }

    long bytes() {
        return bytes;
    }

    /** A group follows that was read. */
    void add(RowJournal.Rows group) {
        add(group.group.sequence(), group.group.at(), group.group.end(), group.end());
    }

    /** A group follows. */
    void add(long sequence, long at, long endsAt, long endRow) {
        if (known == 0 || at - places[known - 1] >= STEP_BYTES) {
            if (known == rows.length) {
                rows = Arrays.copyOf(rows, known * 2);
                places = Arrays.copyOf(places, known * 2);
                sequences = Arrays.copyOf(sequences, known * 2);
            }
            rows[known] = end;
            places[known] = at;
            sequences[known++] = sequence;
        }
        end = endRow;
        bytes = endsAt;
    }

    private int before(long row) {
        int found = Arrays.binarySearch(rows, 0, known, row);
        return found >= 0 ? found : -found - 2;
    }

    /** The first row of the last known group that begins at a place or before it. */
    long rowAt(long place) {
        int found = Arrays.binarySearch(places, 0, known, place);
        return rows[found >= 0 ? found : -found - 2];
    }

    /** Where the last known group begins that does not come after a row of this part. */
    long place(long row) {
        return places[before(row)];
    }

    long sequence(long row) {
        return sequences[before(row)];
    }
}
