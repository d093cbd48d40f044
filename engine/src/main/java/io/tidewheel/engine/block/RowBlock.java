package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Rows in chunks, as {@link RowBuffer} collected them; the first of them may lie on disk. */
public final class RowBlock implements Block {
    private final List<SpillSegment> spilled;
    private final List<Chunk> chunks; // emptied by the reader that takes the block
    private final long rows;
    private final long heapBytes;
    private final Codecs codecs;

    RowBlock(List<SpillSegment> spilled, List<Chunk> chunks, long rows, long heapBytes, Codecs codecs) {
        this.spilled = List.copyOf(spilled);
        this.chunks = new ArrayList<>(chunks);
        this.rows = rows;
        this.heapBytes = heapBytes;
        this.codecs = codecs;
        this.spilled.forEach(segment -> segment.file().retain());
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long heapBytes() {
        return heapBytes;
    }

    @Override
    public Cursor read() {
        return new RowCursor(spilled, chunks, rows, codecs, null);
    }

    @Override
    public Cursor take() {
        return new RowCursor(spilled, chunks, rows, codecs, this);
    }

    @Override
    public void encode(OutputStream out) throws IOException {
        RowFormat.write(spilled, chunks, out, codecs);
    }

    @Override
    public Set<Path> files() {
        Set<Path> files = new TreeSet<>();
        spilled.forEach(segment -> files.add(segment.file().path()));
        return files;
    }

    @Override
    public void discard() {
        spilled.forEach(segment -> segment.file().release());
    }
}
