package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@link RowBlock}: what lies on disk, then the chunks in memory. */
final class RowCursor implements Cursor {
    private final List<SpillSegment> spilled;
    private final List<Chunk> chunks;
    private final Codecs codecs;
    private final @Nullable RowBlock
            taken; // let go of when closed, its chunks as they are read; null for a reader among others
    private int nextSegment;
    private @Nullable DecodingCursor segment;
    private int nextChunk;
    private @Nullable Chunk chunk;
    private int at; // row of the chunk
    private final long total;
    private long left;
    private boolean closed;

    RowCursor(List<SpillSegment> spilled, List<Chunk> chunks, long rows, Codecs codecs, @Nullable RowBlock taken) {
        this.spilled = spilled;
        this.chunks = chunks;
        this.codecs = codecs;
        this.taken = taken;
        this.total = rows;
        this.left = rows;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && moveToRow()) {
            DecodingCursor onDisk = segment;
            if (onDisk != null) {
                drainSegment(onDisk, sink);
                if (!sink.done()) {
                    onDisk.close();
                    segment = null;
                }
            } else {
                drainChunk(sink);
            }
        }
    }

    private void drainSegment(DecodingCursor onDisk, Sink sink) throws Exception {
        long before = onDisk.rows();
        try {
            onDisk.drain(sink);
        } finally {
            left -= onDisk.rows() - before;
        }
    }

    private void drainChunk(Sink sink) throws Exception {
        Chunk from = chunk;
        assert from != null;
        int rows = from.rows();
        int i = at;
        try {
            switch (from.lane()) {
                case OBJECTS -> {
                    Object[] objects = (Object[]) from.array();
                    while (i < rows && !sink.done()) {
                        sink.accept(objects[i++]);
                    }
                }
                case PAIRS -> {
                    PairChunk pairs = (PairChunk) from.array();
                    if (sink instanceof PairChunkSink chunks) {
                        chunks.begin(pairs);
                        while (i < rows && !sink.done()) {
                            chunks.acceptRow(i++);
                        }
                    } else if (pairs instanceof SlotPairs slotPairs) {
                        Object[] slots = slotPairs.slots();
                        while (i < rows && !sink.done()) {
                            int slot = 2 * i++;
                            sink.accept(slots[slot], slots[slot + 1]);
                        }
                    } else {
                        boolean keys = sink.readsKeys();
                        boolean values = sink.readsValues();
                        while (i < rows && !sink.done()) {
                            int row = i++;
                            sink.accept(keys ? pairs.key(row) : null, values ? pairs.value(row) : null);
                        }
                    }
                }
                case LONGS -> {
                    long[] longs = (long[]) from.array();
                    while (i < rows && !sink.done()) {
                        sink.acceptLong(longs[i++]);
                    }
                }
                case DOUBLES -> {
                    double[] doubles = (double[]) from.array();
                    while (i < rows && !sink.done()) {
                        sink.acceptDouble(doubles[i++]);
                    }
                }
            }
        } finally {
            left -= i - at;
            at = i;
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        while (moveToRow()) {
            Cursor onDisk = segment;
            if (onDisk == null) {
                left--;
                push(sink);
                return true;
            }
            left--;
            if (onDisk.advance(sink)) {
                return true;
            }
            left++; // it was at its end
            onDisk.close();
            segment = null;
        }
        return false;
    }

    private void push(Sink sink) throws Exception {
        Chunk from = chunk;
        assert from != null;
        int i = at++;
        switch (from.lane()) {
            case OBJECTS -> sink.accept(((Object[]) from.array())[i]);
            case PAIRS -> {
                PairChunk pairs = (PairChunk) from.array();
                sink.accept(pairs.key(i), pairs.value(i));
            }
            case LONGS -> sink.acceptLong(((long[]) from.array())[i]);
            case DOUBLES -> sink.acceptDouble(((double[]) from.array())[i]);
        }
    }

    /** Opens what comes next; a segment that is open may turn out to be at its end. */
    private boolean moveToRow() throws IOException {
        if (segment != null) {
            return true;
        }
        if (nextSegment < spilled.size()) {
            segment = RowFormat.INSTANCE.decode(spilled.get(nextSegment++).open(), codecs);
            return true;
        }
        while (chunk == null || at == chunk.rows()) {
            if (nextChunk == chunks.size()) {
                chunk = null;
                return false;
            }
            chunk = chunks.get(nextChunk);
            if (taken != null) {
                chunks.set(nextChunk, new Chunk(Lane.OBJECTS, new Object[0], 0));
            }
            nextChunk++;
            at = 0;
        }
        return true;
    }

    @Override
    public long estimatedRows() {
        return left;
    }

    @Override
    public String position() {
        return "record " + (total - left);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        nextSegment = spilled.size();
        nextChunk = chunks.size();
        chunk = null;
        Cursor open = segment;
        segment = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            if (taken != null) {
                chunks.clear();
                taken.discard();
            }
        }
    }
}
