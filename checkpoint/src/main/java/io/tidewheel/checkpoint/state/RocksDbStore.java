package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** One operator's state in a column family. A key there is the key group, two bytes, and the key. */
final class RocksDbStore extends VersionedStore {
    static final int GROUP_BYTES = 2;
    private static final int KEYS_AT_ONCE = 32 << 10; // enough that neighbours lie in one block
    private static final int READ_AT_ONCE = 512;

    private final RocksDbInstance instance;
    private final StampedLock lock;
    private final RocksDB database;
    private final ColumnFamilyHandle family;
    private final Set<RocksDbScan> scans = new HashSet<>(); // open ones; guarded by itself
    private boolean closed; // guarded by lock

    RocksDbStore(String operator, RocksDbInstance instance, ColumnFamilyHandle family) {
        super("RocksDB state of '" + operator + "'");
        this.instance = instance;
        this.lock = instance.lock();
        this.database = instance.database();
        this.family = family;
    }

    @Override
    public byte @Nullable [] get(int keyGroup, byte[] key) {
        long stamp = lock.readLock();
        try {
            requireOpen();
            return database.get(family, stored(keyGroup, key));
        } catch (RocksDBException e) {
            throw instance.failed(name(), "reading", e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public int keysAtOnce() {
        return KEYS_AT_ONCE;
    }

    /** In the order in which keys lie in the database. */
    @Override
    public void getAll(KeyBlock keys, Found found) throws Exception {
        int[] numbers = ByteKeys.sorted(keys);
        for (int from = 0; from < numbers.length; from += READ_AT_ONCE) {
            int end = Math.min(numbers.length, from + READ_AT_ONCE);
            List<byte[]> stored = new ArrayList<>(end - from);
            for (int i = from; i < end; i++) {
                stored.add(stored(
                        keys.keyGroup(numbers[i]), keys.array(), keys.from(numbers[i]), keys.length(numbers[i])));
            }
            int number = from;
            for (byte[] value : read(stored)) {
                found.value(
                        numbers[number++],
                        value == null ? ByteKeys.EMPTY : value,
                        0,
                        value == null ? -1 : value.length);
            }
        }
    }

    private List<byte @Nullable []> read(List<byte[]> stored) {
        long stamp = lock.readLock();
        try {
            requireOpen();
            return database.multiGetAsList(Collections.nCopies(stored.size(), family), stored);
        } catch (RocksDBException e) {
            throw instance.failed(name(), "reading", e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public StateScan scan(int keyGroup, byte[] from, byte @Nullable [] to) {
        byte[] end = to == null ? ByteKeys.endOf(stored(keyGroup, ByteKeys.EMPTY)) : stored(keyGroup, to);
        long stamp = lock.readLock();
        try {
            requireOpen();
            return new RocksDbScan(stored(keyGroup, from), end);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    void change(StateChanges changes) {
        long stamp = lock.readLock();
        try {
            requireOpen();
            new RocksDbChanges(database, instance.writeOptions(), family).write(changes);
        } catch (RocksDBException e) {
            throw instance.failed(name(), "writing", e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private static byte[] stored(int keyGroup, byte[] key) {
        return stored(keyGroup, key, 0, key.length);
    }

    private static byte[] stored(int keyGroup, byte[] bytes, int from, int length) {
        byte[] stored = new byte[GROUP_BYTES + length];
        stored[0] = (byte) (keyGroup >>> 8);
        stored[1] = (byte) keyGroup;
        System.arraycopy(bytes, from, stored, GROUP_BYTES, length);
        return stored;
    }

    /** An estimate: a key that was put several times counts several times until RocksDB merges that. */
    @Override
    public long keys() {
        return number("rocksdb.estimate-num-keys");
    }

    @Override
    public long bytes() {
        return number("rocksdb.live-sst-files-size") + number("rocksdb.cur-size-all-mem-tables");
    }

    private long number(String property) {
        long stamp = lock.readLock();
        try {
            requireOpen();
            return database.getLongProperty(family, property);
        } catch (RocksDBException e) {
            throw instance.failed(name(), "reading " + property, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new TidewheelException(Kind.BUG, name() + " is closed and still used");
        }
    }

    @Override
    public void close() {
        long stamp = lock.writeLock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            synchronized (scans) {
                Set.copyOf(scans).forEach(RocksDbScan::release);
            }
            database.dropColumnFamily(family);
        } catch (RocksDBException e) {
            throw instance.failed(name(), "dropping it", e);
        } finally {
            family.close();
            lock.unlockWrite(stamp);
        }
    }

    /** Sees the database as it was when it was opened. */
    private final class RocksDbScan implements StateScan {
        private final Slice end;
        private final ReadOptions options;
        private final RocksIterator iterator;
        private byte[] from;
        private boolean begun;
        private byte[] key = ByteKeys.EMPTY;
        private byte[] value = ByteKeys.EMPTY;

        RocksDbScan(byte[] from, byte @Nullable [] end) {
            this.from = from;
            this.end = new Slice(end == null ? new byte[] {-1, -1, -1} : end);
            this.options = new ReadOptions().setIterateUpperBound(this.end);
            this.iterator = database.newIterator(family, options);
            synchronized (scans) {
                scans.add(this);
            }
        }

        @Override
        public boolean next() {
            long stamp = lock.readLock();
            try {
                requireOpen();
                if (begun) {
                    iterator.next();
                } else {
                    iterator.seek(from);
                    begun = true;
                }
                if (!iterator.isValid()) {
                    iterator.status();
                    return false;
                }
                byte[] stored = iterator.key();
                key = Arrays.copyOfRange(stored, GROUP_BYTES, stored.length);
                value = iterator.value();
                return true;
            } catch (RocksDBException e) {
                throw instance.failed(name(), "scanning", e);
            } finally {
                lock.unlockRead(stamp);
            }
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void close() {
            long stamp = lock.readLock();
            try {
                release();
            } finally {
                lock.unlockRead(stamp);
            }
        }

        /** Does nothing the second time. */
        private void release() {
            synchronized (scans) {
                if (scans.remove(this)) {
                    iterator.close();
                    options.close();
                    end.close();
                }
            }
        }
    }
}
