package io.tidewheel.checkpoint.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.StampedLock;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/** One database with a column family for each operator, and everything native that belongs to it. */
final class RocksDbInstance implements AutoCloseable {
    /*
     * Nothing here is durable: no log is written, because state is always restored from the checkpoint.
     *
     * Memory: one cache with a strict limit holds blocks of data, of indexes and of filters; what is written and not yet
     * flushed is charged to it, at most a third of it, after which writers wait. Files are small, so
     * that no index or filter takes much at once. Beside it there are only a few hundred KB for each flush or compaction.
     *
     * Native objects: whoever uses one holds the lock for reading, closing holds it for writing, so that nothing is used
     * after it is gone, which would end the JVM.
     */
    private static final int SHARD_BITS = 1;
    private static final double HIGH_PRIORITY_SHARE = 0.2; // of the cache: indexes and filters
    private static final int BLOOM_BITS = 10;
    private static final long MOST_FILE_BYTES = 64L << 20;
    private static final int MOST_OPEN_FILES = 1_024;
    private static final int WRITE_BUFFERS = 4; // writes come in bursts, one a batch
    private static final int FILES_UNTIL_COMPACTED = 8; // a batch is written in order, so its files hardly overlap

    private final ScratchDirectory directory;
    private final StampedLock lock = new StampedLock();
    private final Deque<AutoCloseable> natives = new ArrayDeque<>(); // closed from the last made to the first
    private final List<RocksDbStore> stores = new ArrayList<>();
    private final Cache cache;
    private final ColumnFamilyOptions familyOptions;
    private final WriteOptions writeOptions;
    private final RocksDB database;
    private boolean closed;

    static RocksDbInstance open(Path path, long memoryBytes) {
        ScratchDirectory directory = new ScratchDirectory(path);
        try {
            load(directory);
            return new RocksDbInstance(directory, memoryBytes);
        } catch (RocksDBException e) {
            directory.close();
            throw directory.failed("RocksDB does not open", e);
        } catch (RuntimeException | LinkageError e) {
            directory.close();
            throw e;
        }
    }

    /** Unpacks the native library into the folder of the state: what a killed process leaves there is swept, unlike /tmp. */
    private static void load(ScratchDirectory directory) {
        try {
            NativeLibraryLoader.getInstance().loadLibrary(directory.path().toString());
            RocksDB.loadLibrary();
        } catch (IOException e) {
            throw directory.failed("RocksDB's native library cannot be unpacked", e);
        } catch (RuntimeException e) { // how RocksDB says that it has none for this machine
            throw (LinkageError) new UnsatisfiedLinkError(String.valueOf(e.getMessage())).initCause(e);
        }
    }

    private RocksDbInstance(ScratchDirectory directory, long memoryBytes) throws RocksDBException {
        this.directory = directory;
        cache = own(new LRUCache(memoryBytes, SHARD_BITS, true, HIGH_PRIORITY_SHARE));
        WriteBufferManager buffers = own(new WriteBufferManager(memoryBytes / 3, cache, true));
        familyOptions = own(new ColumnFamilyOptions())
                .setTableFormatConfig(tables(own(new BloomFilter(BLOOM_BITS))))
                .setWriteBufferSize(Math.min(MOST_FILE_BYTES, memoryBytes / 12))
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setLevel0FileNumCompactionTrigger(FILES_UNTIL_COMPACTED)
                .setTargetFileSizeBase(Math.min(MOST_FILE_BYTES, memoryBytes / 12))
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
        writeOptions = own(new WriteOptions()).setDisableWAL(true).setNoSlowdown(true);
        DBOptions options = own(new DBOptions())
                .setCreateIfMissing(true)
                .setWriteBufferManager(buffers)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(MOST_OPEN_FILES)
                .setAvoidFlushDuringShutdown(true)
                .setAvoidUnnecessaryBlockingIO(true)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setStatsDumpPeriodSec(0)
                .setCompactionReadaheadSize(256 << 10);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        database = own(RocksDB.open(
                options,
                directory.path().toString(),
                List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions)),
                handles));
        handles.forEach(this::own);
    }

    private BlockBasedTableConfig tables(BloomFilter bloom) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setOptimizeFiltersForMemory(true)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setFilterPolicy(bloom);
    }

    private <T extends AutoCloseable> T own(T object) {
        natives.push(object);
        return object;
    }

    RocksDbStore create(String operator) {
        long stamp = lock.writeLock();
        try {
            ColumnFamilyHandle family = database.createColumnFamily(
                    new ColumnFamilyDescriptor((stores.size() + " " + operator).getBytes(UTF_8), familyOptions));
            RocksDbStore store = new RocksDbStore(operator, this, family);
            stores.add(store);
            return store;
        } catch (RocksDBException e) {
            throw directory.failed("RocksDB cannot begin the state of '" + operator + "'", e);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    RocksDB database() {
        return database;
    }

    WriteOptions writeOptions() {
        return writeOptions;
    }

    /** Held for reading around each use of something native, for writing while it is closed. */
    StampedLock lock() {
        return lock;
    }

    long memoryBytes() {
        return cache.getUsage();
    }

    TidewheelException failed(String store, String what, RocksDBException cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                store + ": " + what + " failed in " + directory.path() + ": " + cause.getMessage()
                        + "; see whether the disk is full, or give RocksDB more memory",
                cause);
    }

    @Override
    public void close() {
        stores.forEach(RocksDbStore::close);
        long stamp = lock.writeLock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            while (!natives.isEmpty()) {
                natives.pop().close();
            }
        } catch (Exception e) {
            throw new TidewheelException(Kind.BUG, "RocksDB in " + directory.path() + " does not close", e);
        } finally {
            lock.unlockWrite(stamp);
        }
        directory.close();
    }
}
