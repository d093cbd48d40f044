package io.tidewheel.bench.batch;

import java.io.Serializable;

/** Counts keys that come in ascending order; refuses others. */
final class Ascending implements Serializable {
    private static final long serialVersionUID = 1;

    private long count;
    private long first;
    private long last;

    Ascending add(long key) {
        if (count == 0) {
            first = key;
        } else if (key < last) {
            throw new IllegalStateException("not sorted: " + key + " comes after " + last);
        }
        last = key;
        count++;
        return this;
    }

    /** {@code next} holds the keys that follow these. */
    Ascending merge(Ascending next) {
        if (next.count > 0) {
            long before = count;
            add(next.first);
            last = next.last;
            count = before + next.count;
        }
        return this;
    }

    long count() {
        return count;
    }
}
