package io.tidewheel.checkpoint.state;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Numbers in the order of the keys they stand for, where some come and go. Used under its owner's lock. */
final class OrderedOffsets {
    /*
     * A tree of two levels: leaves of up to LEAF numbers each, in one array in their order. A group of a million keys
     * has about ten thousand leaves, so that making room for one more moves some 40 KB, once in a hundred insertions.
     * No leaf is empty.
     */
    private static final int LEAF = 256;

    private int[][] leaves = new int[4][];
    private int[] sizes = new int[4];
    private int leafCount;

    /** Compares the key being looked for with that of a number: negative if it comes before. */
    @FunctionalInterface
    interface KeyOrder {
        int compareTo(int offset);
    }

    /** Where a number is. */
    record Position(int leaf, int index) {}

    OrderedOffsets(int[] sorted, int length) {
        int filled = LEAF * 3 / 4;
        for (int from = 0; from < length; from += filled) {
            int size = Math.min(filled, length - from);
            int[] leaf = Arrays.copyOf(Arrays.copyOfRange(sorted, from, from + size), LEAF);
            insertLeaf(leafCount, leaf, size);
        }
    }

    /** The first number whose key is not before the one looked for; past the end if there is none. */
    Position find(KeyOrder key) {
        int low = 0;
        int high = leafCount; // the first leaf whose last key is not before
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key.compareTo(leaves[middle][sizes[middle] - 1]) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return new Position(low, low == leafCount ? 0 : lowerBound(low, key));
    }

    private int lowerBound(int leaf, KeyOrder key) {
        int low = 0;
        int high = sizes[leaf];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key.compareTo(leaves[leaf][middle]) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean isAtEnd(Position position) {
        return position.leaf == leafCount;
    }

    int at(Position position) {
        return leaves[position.leaf][position.index];
    }

    Position next(Position position) {
        boolean last = position.index + 1 == sizes[position.leaf];
        return last ? new Position(position.leaf + 1, 0) : new Position(position.leaf, position.index + 1);
    }

    void insert(KeyOrder key, int offset) {
        if (leafCount == 0) {
            insertLeaf(0, Arrays.copyOf(new int[] {offset}, LEAF), 1);
            return;
        }
        Position found = find(key);
        int leaf = Math.min(found.leaf, leafCount - 1);
        int index = found.leaf == leafCount ? sizes[leaf] : found.index;
        if (sizes[leaf] == LEAF) {
            split(leaf);
            if (index > sizes[leaf]) {
                index -= sizes[leaf];
                leaf++;
            }
        }
        System.arraycopy(leaves[leaf], index, leaves[leaf], index + 1, sizes[leaf] - index);
        leaves[leaf][index] = offset;
        sizes[leaf]++;
    }

    /** Half of a leaf; but a leaf that is filled in order stays nearly full. */
    private void split(int leaf) {
        int stays = leaf == leafCount - 1 ? LEAF * 7 / 8 : LEAF / 2;
        int[] rest = new int[LEAF];
        System.arraycopy(leaves[leaf], stays, rest, 0, LEAF - stays);
        sizes[leaf] = stays;
        insertLeaf(leaf + 1, rest, LEAF - stays);
    }

    private void insertLeaf(int at, int[] leaf, int size) {
        if (leafCount == leaves.length) {
            leaves = Arrays.copyOf(leaves, leafCount * 2);
            sizes = Arrays.copyOf(sizes, leafCount * 2);
        }
        System.arraycopy(leaves, at, leaves, at + 1, leafCount - at);
        System.arraycopy(sizes, at, sizes, at + 1, leafCount - at);
        leaves[at] = leaf;
        sizes[at] = size;
        leafCount++;
    }

    void replace(Position position, int offset) {
        leaves[position.leaf][position.index] = offset;
    }

    void remove(Position position) {
        int leaf = position.leaf;
        sizes[leaf]--;
        System.arraycopy(leaves[leaf], position.index + 1, leaves[leaf], position.index, sizes[leaf] - position.index);
        if (sizes[leaf] == 0) {
            leafCount--;
            System.arraycopy(leaves, leaf + 1, leaves, leaf, leafCount - leaf);
            System.arraycopy(sizes, leaf + 1, sizes, leaf, leafCount - leaf);
        }
    }

    /** Puts another number in the place of each, which stands for the same key. In the order of keys. */
    void replaceAll(IntUnaryOperator replacement) {
        for (int leaf = 0; leaf < leafCount; leaf++) {
            for (int i = 0; i < sizes[leaf]; i++) {
                leaves[leaf][i] = replacement.applyAsInt(leaves[leaf][i]);
            }
        }
    }

    long bytes() {
        return leafCount * (LEAF * 4L + 24);
    }
}
