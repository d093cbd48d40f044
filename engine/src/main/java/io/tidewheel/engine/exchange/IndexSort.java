package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.PairRows;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A stable merge sort of row numbers by the keys of their rows. */
final class IndexSort {
    private static final int SMALL = 12;

    private final PairRows rows;
    private final Comparator<@Nullable Object> order;
    private int[] spare = {};

    IndexSort(PairRows rows, Comparator<@Nullable Object> order) {
        this.rows = rows;
        this.order = order;
    }

    /** Sorts {@code indexes[from, to)}. */
    void sort(int[] indexes, int from, int to) {
        if (spare.length < to - from) {
            spare = new int[to - from];
        }
        mergeSort(indexes, from, to);
    }

    private int compare(int left, int right) {
        return order.compare(rows.key(left), rows.key(right));
    }

    private void mergeSort(int[] indexes, int from, int to) {
        if (to - from <= SMALL) {
            insertionSort(indexes, from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(indexes, from, middle);
        mergeSort(indexes, middle, to);
        if (compare(indexes[middle - 1], indexes[middle]) <= 0) {
            return;
        }
        int left = middle - from;
        System.arraycopy(indexes, from, spare, 0, left);
        int i = 0;
        int j = middle;
        int at = from;
        while (i < left && j < to) {
            indexes[at++] = compare(spare[i], indexes[j]) <= 0 ? spare[i++] : indexes[j++];
        }
        System.arraycopy(spare, i, indexes, at, left - i);
    }

    private void insertionSort(int[] indexes, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int index = indexes[i];
            int j = i - 1;
            while (j >= from && compare(indexes[j], index) > 0) {
                indexes[j + 1] = indexes[j];
                j--;
            }
            indexes[j + 1] = index;
        }
    }
}
