package io.tidewheel.engine.block;

import io.tidewheel.engine.cursor.Cursor;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One block of a {@link BlockStore}: as objects, as bytes or in a file. Its own lock guards its state; nothing waits under it. */
final class StoredEntry implements StoredBlock {
    /** This object, its key, and its place in the store's table, whatever is stored. */
    static final long FIXED_BYTES = 64 + 32 + 48;

    private final BlockKey key;
    private final long rows;
    private final BlockFormat format;
    private final StorageLevel level;
    private final BlockStore store;
    private @Nullable Block block;
    private @Nullable ReservedBytes bytes;
    private @Nullable SpillSegment segment;
    private long memoryBytes;
    private boolean evicting;
    private boolean gone; // removed or taken; an eviction under way comes to nothing

    StoredEntry(BlockKey key, long rows, BlockFormat format, StorageLevel level, BlockStore store) {
        this.key = key;
        this.rows = rows;
        this.format = format;
        this.level = level;
        this.store = store;
    }

    /** What a block takes of the memory for blocks: nothing if it lies on disk as a whole. */
    static long heapBytes(Block block) {
        long bytes = block.heapBytes();
        return bytes == 0 ? 0 : FIXED_BYTES + bytes;
    }

    StoredEntry keep(Block content) {
        block = content;
        memoryBytes = heapBytes(content);
        return this;
    }

    StoredEntry keep(ReservedBytes content) {
        bytes = content;
        memoryBytes = content.reserved();
        return this;
    }

    StoredEntry keep(SpillSegment content) {
        segment = content;
        return this;
    }

    @Override
    public BlockKey key() {
        return key;
    }

    @Override
    public long rows() {
        return rows;
    }

    StorageLevel level() {
        return level;
    }

    @Override
    public Cursor open() throws Exception {
        Block fromObjects;
        ReservedBytes fromBytes;
        SpillSegment fromFile;
        synchronized (this) {
            fromObjects = block;
            fromBytes = bytes;
            fromFile = segment;
            if (fromFile != null) {
                fromFile.file().retain();
            }
        }
        if (fromObjects != null) {
            return guarded(fromObjects.read(), fromObjects);
        }
        return open(fromBytes, fromFile);
    }

    /** Rows of a block that reads some of them from files. */
    private Cursor guarded(Cursor cursor, Block from) {
        return from.files().isEmpty() ? cursor : new GuardedCursor(cursor, this, from.files(), null);
    }

    private Cursor open(@Nullable ReservedBytes fromBytes, @Nullable SpillSegment fromFile) throws Exception {
        if (fromBytes != null) {
            return format.decode(fromBytes.open(), store.codecs());
        }
        if (fromFile == null) {
            throw lost(null);
        }
        Cursor cursor;
        try {
            cursor = format.decode(fromFile.open(), store.codecs());
        } catch (SpillLostException e) {
            fromFile.file().release();
            throw lost(e);
        }
        return new GuardedCursor(cursor, this, Set.of(fromFile.file().path()), fromFile.file());
    }

    /** Tells the store, and is the exception to throw. */
    BlockLostException lost(@Nullable SpillLostException cause) {
        store.lost(this);
        return new BlockLostException(key, cause);
    }

    @Override
    public void close() {}

    /** Says how many bytes of memory its eviction will free; 0 if it is not to be evicted. */
    synchronized long beginEviction() {
        if (evicting || gone || memoryBytes == 0) {
            return 0;
        }
        evicting = true;
        return memoryBytes;
    }

    synchronized void cancelEviction() {
        evicting = false;
    }

    synchronized boolean isGone() {
        return gone;
    }

    void write(OutputStream out) throws Exception {
        Block fromObjects;
        ReservedBytes fromBytes;
        synchronized (this) {
            fromObjects = block;
            fromBytes = bytes;
        }
        if (fromObjects != null) {
            fromObjects.encode(out);
        } else if (fromBytes != null) {
            fromBytes.writeTo(out);
        }
    }

    /** From now on the block lies in the file. Says how many bytes of memory the caller has to release. */
    synchronized long finishEviction(SpillSegment written) {
        evicting = false;
        if (gone) {
            written.file().release();
            return 0;
        }
        long freed = memoryBytes;
        Block before = block;
        block = null;
        bytes = null;
        memoryBytes = 0;
        segment = written;
        if (before != null) {
            before.discard();
        }
        return freed;
    }

    /** Lets go of everything. Says how many bytes of memory the caller has to release. */
    synchronized long free() {
        long freed = memoryBytes;
        boolean first = !gone;
        gone = true;
        memoryBytes = 0;
        if (first) {
            if (segment != null) {
                segment.file().release();
            }
            if (block != null) {
                block.discard();
            }
        }
        block = null;
        bytes = null;
        segment = null;
        return freed;
    }

    synchronized Optional<Path> anyFile() {
        if (segment != null) {
            return Optional.of(segment.file().path());
        }
        return block == null ? Optional.empty() : block.files().stream().findFirst();
    }

    /** Passes what is stored on to one reader. */
    synchronized StoredBlock taken() {
        StoredBlock taken = new Taken(block, bytes, segment, memoryBytes);
        gone = true;
        block = null;
        bytes = null;
        segment = null;
        memoryBytes = 0;
        return taken;
    }

    private final class Taken implements StoredBlock {
        private final @Nullable Block ownBlock;
        private final @Nullable ReservedBytes ownBytes;
        private final @Nullable SpillSegment ownSegment;
        private final long ownMemory;
        private boolean used;

        Taken(@Nullable Block block, @Nullable ReservedBytes bytes, @Nullable SpillSegment segment, long memory) {
            this.ownBlock = block;
            this.ownBytes = bytes;
            this.ownSegment = segment;
            this.ownMemory = memory;
        }

        @Override
        public BlockKey key() {
            return key;
        }

        @Override
        public long rows() {
            return rows;
        }

        @Override
        public Cursor open() throws Exception {
            if (used) {
                throw new IllegalStateException("block " + key + " was taken and can be read only once");
            }
            used = true;
            store.memory().releaseStorage(ownMemory);
            Block fromObjects = ownBlock;
            if (fromObjects != null) {
                return guarded(fromObjects.take(), fromObjects);
            }
            return StoredEntry.this.open(ownBytes, ownSegment);
        }

        @Override
        public void close() {
            if (!used) {
                used = true;
                store.memory().releaseStorage(ownMemory);
                if (ownSegment != null) {
                    ownSegment.file().release();
                }
                if (ownBlock != null) {
                    ownBlock.discard();
                }
            }
        }
    }
}
