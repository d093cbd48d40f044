package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Puts and removals on their way into a column family. Used by one thread. */
final class RocksDbChanges {
    /*
     * A batch is given to RocksDB as the bytes that it would have made of it, which spares two calls into it and two arrays
     * for each change. They are those of its log, the same in all its versions: sequence number (8, set by RocksDB) and
     * number of changes (4, little-endian); then for each change its kind, the column family (varint), the length of the
     * key (varint) and the key, for a put the length of the value (varint) and the value.
     */
    private static final int BATCH_BYTES = 256 << 10; // native memory that is not in the budget
    private static final int SORTED_AT_ONCE = 32 << 10;
    private static final long ROOM_WAIT_NANOS = 1_000_000;
    private static final int COUNT_AT = 8;
    private static final int HEADER_BYTES = 12;
    private static final byte REMOVAL = 4;
    private static final byte PUT = 5;

    private final RocksDB database;
    private final WriteOptions options;
    private final int family;
    private final EntryBytes bytes = new EntryBytes(1 << 10);
    private int count;

    RocksDbChanges(RocksDB database, WriteOptions options, ColumnFamilyHandle family) {
        this.database = database;
        this.options = options;
        this.family = family.getID();
        bytes.append(new byte[HEADER_BYTES], 0, HEADER_BYTES);
    }

    /** Writes all changes, some thousand at a time in the order of keys: what comes in order is put in place faster. */
    void write(StateChanges changes) throws RocksDBException {
        StateChanges.Reader reader = changes.reader();
        KeyBlock keys = new KeyBlock();
        int[] valueFroms = new int[SORTED_AT_ONCE];
        int[] valueLengths = new int[SORTED_AT_ONCE];
        boolean more = true;
        while (more) {
            more = reader.next();
            if (!more || keys.size() == SORTED_AT_ONCE) {
                for (int number : ByteKeys.sorted(keys)) {
                    add(keys, number, reader.bytes(), valueFroms[number], valueLengths[number]);
                }
                keys.clear();
            }
            if (more) {
                valueFroms[keys.size()] = reader.valueFrom();
                valueLengths[keys.size()] = reader.valueLength();
                keys.add(reader.keyGroup(), reader.bytes(), reader.keyFrom(), reader.keyLength());
            }
        }
        write();
    }

    /** @param valueLength -1: the key is removed */
    private void add(KeyBlock keys, int number, byte[] values, int valueFrom, int valueLength) throws RocksDBException {
        int keyLength = keys.length(number);
        long needed = bytes.size() + 20L + RocksDbStore.GROUP_BYTES + keyLength + Math.max(0, valueLength);
        bytes.ensure((int) Math.min(ByteKeys.MAX_ARRAY, needed));
        bytes.append(valueLength < 0 ? REMOVAL : PUT);
        bytes.appendVarint(family);
        bytes.appendVarint(RocksDbStore.GROUP_BYTES + keyLength);
        bytes.append((byte) (keys.keyGroup(number) >>> 8));
        bytes.append((byte) keys.keyGroup(number));
        bytes.append(keys.array(), keys.from(number), keyLength);
        if (valueLength >= 0) {
            bytes.appendVarint(valueLength);
            bytes.append(values, valueFrom, valueLength);
        }
        count++;
        if (bytes.size() > BATCH_BYTES) {
            write();
        }
    }

    private void write() throws RocksDBException {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes.set(COUNT_AT + i, (byte) (count >>> (8 * i)));
        }
        try (WriteBatch batch = new WriteBatch(bytes.toArray())) {
            write(batch);
        }
        bytes.cutTo(HEADER_BYTES);
        count = 0;
    }

    /**
     * Waits for room: RocksDB would do so itself, but for ever once its disk is full, and deaf to whoever stops the query.
     */
    private void write(WriteBatch batch) throws RocksDBException {
        while (true) {
            try {
                database.write(options, batch);
                return;
            } catch (RocksDBException e) {
                if (e.getStatus() == null || e.getStatus().getCode() != Status.Code.Incomplete) {
                    throw e;
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new TidewheelException(Kind.CANCELLED, "interrupted while RocksDB made room for changes");
            }
            LockSupport.parkNanos(ROOM_WAIT_NANOS);
        }
    }
}
