package io.tidewheel.checkpoint.testing;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a simulated file: as processes see them, and as the platter has them. A sector of 512 bytes is written
 * whole or not at all; between two syncs sectors reach the platter in any order.
 */
final class DiskFile {
    static final int SECTOR_BYTES = 512;

    private byte[] bytes = new byte[0];
    private int length;
    private int durableLength;
    /** What the platter holds of sectors that were written since the last sync. */
    private final TreeMap<Integer, byte[]> before = new TreeMap<>();

    /** Who holds the lease; null for nobody. */
    @Nullable
    DiskView writer;

    int length() {
        return length;
    }

    byte[] contents() {
        return Arrays.copyOf(bytes, length);
    }

    /** As {@link java.io.InputStream#read(byte[], int, int)}, from a place in the file. */
    int read(byte[] target, int offset, int wanted, long at) {
        if (at >= length) {
            return wanted == 0 ? 0 : -1;
        }
        int read = (int) Math.min(wanted, length - at);
        System.arraycopy(bytes, (int) at, target, offset, read);
        return read;
    }

    void write(byte[] source, int offset, int count, int at) {
        if (count == 0) {
            return;
        }
        if (at + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(at + count, bytes.length * 2));
        }
        for (int sector = at / SECTOR_BYTES; sector <= (at + count - 1) / SECTOR_BYTES; sector++) {
            int start = sector * SECTOR_BYTES;
            if (start < durableLength) {
                int end = Math.min(start + SECTOR_BYTES, durableLength);
                before.computeIfAbsent(
                        sector, it -> Arrays.copyOf(Arrays.copyOfRange(bytes, start, end), SECTOR_BYTES));
            }
        }
        System.arraycopy(source, offset, bytes, at, count);
        length = Math.max(length, at + count);
    }

    void replace(byte[] contents) {
        bytes = contents.clone();
        length = contents.length;
        sync();
    }

    void sync() {
        durableLength = length;
        before.clear();
    }

    /** Nothing since the last sync has reached the platter. */
    void loseAll() {
        before.keySet().forEach(this::revert);
        cut(durableLength);
        sync();
    }

    /** Some sectors have reached the platter; what is missing of the others is as it was, or zeros. */
    void loseSome(Random random) {
        int kept = durableLength;
        if (length > durableLength) {
            kept = switch (random.nextInt(3)) {
                case 0 -> durableLength;
                case 1 -> length;
                default -> durableLength + random.nextInt(length - durableLength + 1);
            };
        }
        double lost = random.nextDouble();
        for (int sector : before.keySet()) {
            if (random.nextDouble() < lost) {
                revert(sector);
            }
        }
        int firstNew = (durableLength + SECTOR_BYTES - 1) / SECTOR_BYTES;
        for (int sector = firstNew; sector * SECTOR_BYTES < kept; sector++) {
            if (random.nextDouble() < lost) {
                int start = sector * SECTOR_BYTES;
                Arrays.fill(bytes, start, Math.min(start + SECTOR_BYTES, bytes.length), (byte) 0);
            }
        }
        cut(kept);
        sync();
    }

    /** A replicated file: it is as it was appended to, up to some place. */
    void loseTail(Random random) {
        cut(length == durableLength ? length : durableLength + random.nextInt(length - durableLength + 1));
        sync();
    }

    private void revert(int sector) {
        int start = sector * SECTOR_BYTES;
        byte[] old = before.get(sector);
        System.arraycopy(old, 0, bytes, start, Math.min(SECTOR_BYTES, bytes.length - start));
    }

    private void cut(int kept) {
        Arrays.fill(bytes, kept, bytes.length, (byte) 0);
        length = kept;
    }
}
