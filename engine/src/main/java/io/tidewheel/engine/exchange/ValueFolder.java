package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import org.jspecify.annotations.Nullable;

/** Folds values: the first makes an accumulator. */
final class ValueFolder extends Folder {
    private final Combiner combiner;
    private final Codecs codecs;
    private final boolean copies;

    /** @param copies whether a key's first value, which others may hold, is copied */
    ValueFolder(Combiner combiner, Codecs codecs, boolean copies) {
        this.combiner = combiner;
        this.codecs = codecs;
        this.copies = copies;
    }

    @Override
    void foldAll(PendingRows rows, CombineTables tables, boolean insert) throws Exception {
        for (int row = 0; row < rows.count(); row++) {
            int partition = rows.partitions[row];
            int hash = rows.hashes[row];
            Object key = rows.rows[2 * row];
            Object value = rows.rows[2 * row + 1];
            if (!fold(tables.table(partition), key, hash, value, insert)) {
                tables.setAside(partition, key, hash, value);
            }
        }
    }

    @Override
    boolean fold(CombineTable table, @Nullable Object key, int hash, @Nullable Object value, boolean insert)
            throws Exception {
        Object wanted = key == null ? CombineTable.NULL_KEY : key;
        @Nullable Object[] slots = table.slots;
        int[] hashes = table.hashes;
        int slot = table.home(hash);
        Object found = slots[2 * slot];
        while (found != null) {
            if (hashes[slot] == hash && (found == wanted || wanted.equals(found))) {
                slots[2 * slot + 1] = combiner.fold(slots[2 * slot + 1], value);
                return true;
            }
            slot++;
            found = slots[2 * slot];
        }
        if (insert) {
            table.insert(slot, wanted, hash, first(value));
        }
        return insert;
    }

    @Override
    @Nullable
    Object first(@Nullable Object value) throws Exception {
        return combiner.create(copies && !Codecs.isImmutable(value) ? codecs.copy(value) : value);
    }

    @Override
    @Nullable
    Object next(@Nullable Object accumulator, @Nullable Object value) throws Exception {
        return combiner.fold(accumulator, value);
    }
}
