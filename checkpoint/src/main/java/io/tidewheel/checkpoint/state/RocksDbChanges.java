package io.tidewheel.checkpoint.state;

import java.util.Arrays;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
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
    private static final int COUNT_AT = 8;
    private static final int HEADER_BYTES = 12;
    private static final byte REMOVAL = 4;
    private static final byte PUT = 5;

    private final RocksDB database;
    private final WriteOptions options;
    private final int family;
    private byte[] bytes = new byte[1 << 10];
    private int size = HEADER_BYTES;
    private int count;

    RocksDbChanges(RocksDB database, WriteOptions options, ColumnFamilyHandle family) {
        this.database = database;
        this.options = options;
        this.family = family.getID();
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
        long needed = size + 20L + RocksDbStore.GROUP_BYTES + keyLength + Math.max(0, valueLength);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(ByteKeys.MAX_ARRAY, Math.max(needed, 2L * bytes.length)));
        }
        bytes[size++] = valueLength < 0 ? REMOVAL : PUT;
        varint(family);
        varint(RocksDbStore.GROUP_BYTES + keyLength);
        bytes[size++] = (byte) (keys.keyGroup(number) >>> 8);
        bytes[size++] = (byte) keys.keyGroup(number);
        append(keys.array(), keys.from(number), keyLength);
        if (valueLength >= 0) {
            varint(valueLength);
            append(values, valueFrom, valueLength);
        }
        count++;
        if (size > BATCH_BYTES) {
            write();
        }
    }

    private void write() throws RocksDBException {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[COUNT_AT + i] = (byte) (count >>> (8 * i));
        }
        try (WriteBatch batch = new WriteBatch(Arrays.copyOf(bytes, size))) {
            database.write(options, batch);
        }
        size = HEADER_BYTES;
        count = 0;
    }

    private void append(byte[] array, int from, int length) {
        System.arraycopy(array, from, bytes, size, length);
        size += length;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }
}
