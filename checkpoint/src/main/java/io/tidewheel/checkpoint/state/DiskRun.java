package io.tidewheel.checkpoint.state;

import io.tidewheel.codec.CorruptDataException;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file of sorted entries that never changes, with what it takes to find one. Deleted when the last user lets go. */
final class DiskRun {
    /*
     * file  = block*
     * block = length(4) crc32c(4) entries encoded as StateChanges
     *
     * The first key of each block and the filter are on the heap: about a byte and a half for each key. The file is read
     * by a RandomAccessFile, because a channel is closed when a thread that reads it is interrupted.
     */
    private static final int BLOCK_BYTES = 4 << 10;
    private static final int BLOCK_HEADER_BYTES = 8;

    private final Path path;
    private final List<Block> blocks;
    private final BloomBits filter;
    private final long entries;
    private final long length;
    private final RandomAccessFile file;
    private final AtomicInteger users = new AtomicInteger(1);

    private static final class Block {
        final int keyGroup;
        final byte[] firstKey;
        final long position;

        Block(int keyGroup, byte[] firstKey, long position) {
            this.keyGroup = keyGroup;
            this.firstKey = firstKey;
            this.position = position;
        }
    }

    private DiskRun(Path path, List<Block> blocks, BloomBits filter, long entries, long length) throws IOException {
        this.path = path;
        this.blocks = blocks;
        this.filter = filter;
        this.entries = entries;
        this.length = length;
        this.file = new RandomAccessFile(path.toFile(), "r");
    }

    /**
     * Writes a run. Gives up with null, and without the file, if that is wished meanwhile.
     *
     * @param mostEntries at most so many come
     * @param withRemoved false if nothing older is left that removals would hide
     */
    static @Nullable DiskRun write(
            Path path, DiskCursor from, long mostEntries, boolean withRemoved, BooleanSupplier givesUp)
            throws IOException {
        List<Block> blocks = new ArrayList<>();
        BloomBits filter = new BloomBits(mostEntries);
        long entries = 0;
        long position = 0;
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16))) {
            StateChanges.Builder block = new StateChanges.Builder();
            while (from.next()) {
                byte[] value = from.value();
                if (value == null && !withRemoved) {
                    continue;
                }
                if (block.size() == 0) {
                    blocks.add(new Block(from.keyGroup(), from.key(), position));
                }
                filter.add(from.keyGroup(), from.key());
                entries++;
                if (value == null) {
                    block.remove(from.keyGroup(), from.key());
                } else {
                    block.put(from.keyGroup(), from.key(), value);
                }
                if (block.size() >= BLOCK_BYTES) {
                    position += writeBlock(out, block);
                    block = new StateChanges.Builder();
                    if (givesUp.getAsBoolean()) {
                        break;
                    }
                }
            }
            if (block.size() > 0) {
                position += writeBlock(out, block);
            }
        }
        if (givesUp.getAsBoolean()) {
            Files.delete(path);
            return null;
        }
        return new DiskRun(path, blocks, filter, entries, position);
    }

    private static int writeBlock(DataOutputStream out, StateChanges.Builder block) throws IOException {
        byte[] bytes = block.build().encoded();
        out.writeInt(bytes.length);
        out.writeInt(checksum(bytes));
        out.write(bytes);
        return BLOCK_HEADER_BYTES + bytes.length;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    long entries() {
        return entries;
    }

    long length() {
        return length;
    }

    /** On the heap. */
    long heapBytes() {
        return filter.bytes() + blocks.size() * 64L;
    }

    /** A reader at the key's entry; null if there is none. */
    StateChanges.@Nullable Reader find(int keyGroup, byte[] key) throws IOException {
        if (!filter.mayHold(keyGroup, key)) {
            return null;
        }
        int block = blockOf(keyGroup, key);
        if (block < 0) {
            return null;
        }
        StateChanges.Reader reader = read(block);
        while (reader.next()) {
            int order = compare(reader, keyGroup, key);
            if (order >= 0) {
                return order == 0 ? reader : null;
            }
        }
        return null;
    }

    private static int compare(StateChanges.Reader reader, int keyGroup, byte[] key) {
        int order = Integer.compare(reader.keyGroup(), keyGroup);
        return order != 0
                ? order
                : Arrays.compareUnsigned(
                        reader.bytes(), reader.keyFrom(), reader.keyFrom() + reader.keyLength(), key, 0, key.length);
    }

    /** The last block whose first key is not after the given one; -1 if none is. */
    private int blockOf(int keyGroup, byte[] key) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Block block = blocks.get(middle);
            int order = Integer.compare(block.keyGroup, keyGroup);
            if (order < 0 || (order == 0 && ByteKeys.compare(block.firstKey, key) <= 0)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private StateChanges.Reader read(int block) throws IOException {
        long position = blocks.get(block).position;
        long end = block + 1 < blocks.size() ? blocks.get(block + 1).position : length;
        byte[] stored = new byte[(int) (end - position)];
        synchronized (file) {
            file.seek(position);
            file.readFully(stored);
        }
        ByteBuffer header = ByteBuffer.wrap(stored);
        int blockLength = header.getInt();
        int checksum = header.getInt();
        byte[] bytes = Arrays.copyOfRange(stored, BLOCK_HEADER_BYTES, stored.length);
        if (blockLength != bytes.length || checksum(bytes) != checksum) {
            throw new CorruptDataException(
                    path.toString(), position, "a block does not have the length and checksum it was written with");
        }
        return StateChanges.of(bytes, 0).reader();
    }

    /** From the first entry that is not before a key. */
    DiskCursor cursor(int keyGroup, byte[] from) {
        return new RunCursor(Math.max(0, blockOf(keyGroup, from)), keyGroup, from);
    }

    /** Everything. */
    DiskCursor cursor() {
        return new RunCursor(0, 0, ByteKeys.EMPTY);
    }

    private final class RunCursor implements DiskCursor {
        private final int fromGroup;
        private final byte[] from;
        private int nextBlock;
        private boolean begun;
        private StateChanges.Reader reader = StateChanges.NONE.reader();
        private byte[] key = ByteKeys.EMPTY;

        RunCursor(int firstBlock, int fromGroup, byte[] from) {
            this.nextBlock = firstBlock;
            this.fromGroup = fromGroup;
            this.from = from;
        }

        @Override
        public boolean next() throws IOException {
            do {
                while (!reader.next()) {
                    if (nextBlock == blocks.size()) {
                        return false;
                    }
                    reader = read(nextBlock++);
                }
            } while (!begun && compare(reader, fromGroup, from) < 0);
            begun = true;
            key = reader.key();
            return true;
        }

        @Override
        public int keyGroup() {
            return reader.keyGroup();
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte @Nullable [] value() {
            return reader.isRemoval() ? null : reader.value();
        }
    }

    void retain() {
        users.incrementAndGet();
    }

    void release() throws IOException {
        if (users.decrementAndGet() == 0) {
            file.close();
            Files.deleteIfExists(path);
        }
    }
}
