package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one session: cached partitions and finished map outputs. They use the memory that running tasks leave;
 * the one unused for longest is written to disk, or dropped, when somebody needs room. Thread-safe; files are written
 * without its lock.
 */
public final class BlockStore implements AutoCloseable {
    /*
     * A job of m map and r reduce partitions stores m * r blocks, and each may hold a few rows only. So what a block costs
     * beyond its rows is part of its bytes, and blocks that go to disk for the same reason share a file: one of its own for
     * each would cost more heap, and far more time, than the rows. The file goes when the last of its blocks does.
     */
    /** A block smaller than this takes others along when it is evicted. */
    private static final long SMALL_BYTES = 16 << 10;
    /** Of small blocks so many bytes go to one file. */
    private static final long BATCH_BYTES = 256 << 10;

    private final StorageMemory memory;
    private final SpillDirectory spill;
    private final Codecs codecs;
    private final List<BlockListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<BlockKey, StoredEntry> entries =
            new LinkedHashMap<>(16, 0.75f, true); // least recently used first
    private boolean closed; // guarded by this

    public BlockStore(StorageMemory memory, SpillDirectory spill, Codecs codecs) {
        this.memory = memory;
        this.spill = spill;
        this.codecs = codecs;
        memory.evictWith(bytes -> evict(bytes, null));
    }

    void listen(BlockListener listener) {
        listeners.add(listener);
    }

    /**
     * Stores a block, in place of any of the same key.
     *
     * @param format reads what the block encodes
     * @return false if the level needs memory that is not to be had: the block is not stored and still the caller's, as
     *     it is after an exception
     */
    public boolean put(BlockKey key, Block block, BlockFormat format, StorageLevel level) throws Exception {
        try (Batch alone = batch()) {
            return alone.put(key, block, format, level);
        }
    }

    /** For blocks that one thread stores together; closed when all are. */
    public Batch batch() {
        return new Batch();
    }

    /** Blocks that are stored together: those for which there is no memory share a file. Used by one thread. */
    public final class Batch implements AutoCloseable {
        private @Nullable SpillFile file;

        private Batch() {}

        /** As {@link BlockStore#put}. */
        public boolean put(BlockKey key, Block block, BlockFormat format, StorageLevel level) throws Exception {
            return BlockStore.this.put(key, block, format, level, this);
        }

        private SpillSegment write(BlockKey key, SpillFile.Body body) throws Exception {
            SpillFile to = file;
            if (to == null) {
                to = spill.create(key.fileName());
                file = to;
            }
            SpillSegment segment = to.append(body);
            to.retain();
            return segment;
        }

        @Override
        public void close() {
            SpillFile written = file;
            file = null;
            if (written != null) {
                written.finish();
                written.release(); // the blocks in it own it now, if there are any
            }
        }
    }

    private boolean put(BlockKey key, Block block, BlockFormat format, StorageLevel level, Batch batch)
            throws Exception {
        StoredEntry entry = new StoredEntry(key, block.rows(), format, level, this);
        if (level.usesMemory() && level.isSerialized()) {
            // What lies on disk in part had no room even as objects that came one by one.
            ReservedBytes bytes = level.usesDisk() && !block.files().isEmpty() ? null : encoded(block, key);
            if (bytes != null) {
                store(entry.keep(bytes));
                block.discard();
                return true;
            }
        } else if (level.usesMemory() && makeRoom(StoredEntry.heapBytes(block), key)) {
            store(entry.keep(block));
            return true;
        }
        if (!level.usesDisk()) {
            return false;
        }
        store(entry.keep(batch.write(key, block::encode)));
        block.discard();
        return true;
    }

    /** Null if there is no room for all of it. */
    private @Nullable ReservedBytes encoded(Block block, BlockKey key) throws Exception {
        ReservedBytes bytes = new ReservedBytes(wanted -> makeRoom(wanted, key));
        boolean done = false;
        try {
            block.encode(bytes);
            memory.releaseStorage(bytes.finish());
            done = true;
            return bytes;
        } catch (Exception e) {
            if (!bytes.isRefused()) {
                throw e;
            }
            return null;
        } finally {
            if (!done) {
                memory.releaseStorage(bytes.reserved());
            }
        }
    }

    private void store(StoredEntry entry) {
        StoredEntry before;
        synchronized (this) {
            if (closed) {
                before = entry;
            } else {
                before = entries.put(entry.key(), entry);
            }
        }
        if (before != null) {
            free(before);
        }
    }

    /** The block, or null if it is not stored. */
    public synchronized @Nullable StoredBlock get(BlockKey key) {
        return entries.get(key);
    }

    /** Removes the block and hands it to its only reader, who owns its objects. Its memory is let go of when opened. */
    public @Nullable StoredBlock take(BlockKey key) {
        StoredEntry entry;
        synchronized (this) {
            entry = entries.remove(key);
        }
        return entry == null ? null : entry.taken();
    }

    public boolean contains(BlockKey key) {
        synchronized (this) {
            return entries.containsKey(key);
        }
    }

    public void remove(BlockKey key) {
        StoredEntry entry;
        synchronized (this) {
            entry = entries.remove(key);
        }
        if (entry != null) {
            free(entry);
        }
    }

    public void removeIf(Predicate<BlockKey> which) {
        List<StoredEntry> removed = new ArrayList<>();
        synchronized (this) {
            entries.values().removeIf(entry -> which.test(entry.key()) && removed.add(entry));
        }
        removed.forEach(this::free);
    }

    /** The keys of all blocks, least recently used first. */
    public synchronized List<BlockKey> keys() {
        return List.copyOf(entries.keySet());
    }

    /** A file in which rows of the block lie; empty if they are in memory, or the block is not stored. */
    public Optional<Path> file(BlockKey key) {
        StoredEntry entry;
        synchronized (this) {
            entry = entries.get(key);
        }
        return entry == null ? Optional.empty() : entry.anyFile();
    }

    /** Writes a block to disk, or drops it, as if memory were short; false if it is not in memory. */
    public boolean evict(BlockKey key) {
        StoredEntry entry;
        synchronized (this) {
            entry = entries.get(key);
            if (entry == null || entry.beginEviction() == 0) {
                return false;
            }
        }
        return evict(List.of(entry)) > 0;
    }

    /** Evicts blocks, least recently used first, until {@code bytes} are free or there are none. */
    public long evict(long bytes, @Nullable BlockKey forKey) {
        long freed = 0;
        while (freed < bytes) {
            List<StoredEntry> victims = nextVictims(bytes - freed, forKey);
            if (victims.isEmpty()) {
                break;
            }
            freed += evict(victims);
        }
        return freed;
    }

    /** One to be dropped, or some to be written to one file. */
    private synchronized List<StoredEntry> nextVictims(long wantedBytes, @Nullable BlockKey forKey) {
        List<StoredEntry> victims = new ArrayList<>();
        long found = 0;
        for (StoredEntry entry : entries.values()) {
            boolean toDisk = entry.level().usesDisk();
            if (spares(entry, forKey) || (!toDisk && !victims.isEmpty())) {
                continue;
            }
            long bytes = entry.beginEviction();
            if (bytes == 0) {
                continue;
            }
            victims.add(entry);
            found += bytes;
            if (!toDisk || bytes >= SMALL_BYTES || found >= Math.max(wantedBytes, BATCH_BYTES)) {
                break;
            }
        }
        return victims;
    }

    /** Dropping one partition of a dataset for another of the same would recompute them all, over and over. */
    private static boolean spares(StoredEntry entry, @Nullable BlockKey forKey) {
        return !entry.level().usesDisk()
                && entry.key() instanceof BlockKey.CachedBlock stored
                && forKey instanceof BlockKey.CachedBlock wanted
                && stored.cachedId() == wanted.cachedId();
    }

    private long evict(List<StoredEntry> victims) {
        long freed = 0;
        int next = 0;
        try (Batch batch = batch()) {
            while (next < victims.size()) {
                StoredEntry entry = victims.get(next++);
                freed += entry.level().usesDisk() ? evictToDisk(entry, batch) : drop(entry);
            }
        } finally {
            victims.subList(next, victims.size()).forEach(StoredEntry::cancelEviction);
        }
        return freed;
    }

    private long drop(StoredEntry entry) {
        synchronized (this) {
            entries.remove(entry.key(), entry);
        }
        long freed = entry.free();
        memory.releaseStorage(freed);
        listeners.forEach(listener -> listener.lost(entry.key()));
        return freed;
    }

    private long evictToDisk(StoredEntry entry, Batch batch) {
        SpillSegment written;
        try {
            written = batch.write(entry.key(), entry::write);
        } catch (Exception e) {
            if (entry.isGone()) { // taken or removed meanwhile: what was read of it means nothing
                return 0;
            }
            if (e instanceof SpillLostException) {
                return drop(entry); // a file of its own is damaged: whoever wants the block finds it missing
            }
            entry.cancelEviction();
            if (e instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new TidewheelException(
                    TidewheelException.Kind.RESOURCE,
                    "block " + entry.key() + " cannot be written to disk: " + e
                            + "; free space for tidewheel.local.dir, or let it name another disk",
                    e);
        }
        long freed = entry.finishEviction(written);
        memory.releaseStorage(freed);
        if (freed > 0) {
            listeners.forEach(listener -> listener.evicted(entry.key(), freed));
        }
        return freed;
    }

    private boolean makeRoom(long bytes, BlockKey forKey) {
        while (!memory.acquireStorage(bytes)) {
            if (evict(bytes, forKey) == 0) {
                return memory.acquireStorage(bytes);
            }
        }
        return true;
    }

    /** A reader found the block unreadable. */
    void lost(StoredEntry entry) {
        boolean was;
        synchronized (this) {
            was = entries.remove(entry.key(), entry);
        }
        if (was) {
            free(entry);
        }
        listeners.forEach(listener -> listener.lost(entry.key()));
    }

    private void free(StoredEntry entry) {
        memory.releaseStorage(entry.free());
    }

    Codecs codecs() {
        return codecs;
    }

    StorageMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        List<StoredEntry> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(entries.values());
            entries.clear();
        }
        all.forEach(this::free);
    }
}
