package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Specialiser;
import org.jspecify.annotations.Nullable;

/**
 * Folds values into the accumulators of a table. Its implementations are templates: each combiner's hot tables run a
 * copy of their code, whose call sites know the classes of its keys and functions. Hence the loops stand in each
 * implementation: what a copy inherits it shares with all combiners.
 */
abstract class Folder {
    /**
     * Folds one value.
     *
     * @param insert whether a key that is not in the table is put there
     * @return false if the key is not in the table and was not put there
     */
    abstract boolean fold(CombineTable table, @Nullable Object key, int hash, @Nullable Object value, boolean insert)
            throws Exception;

    /** Folds values in their order, sets aside what was not folded. A loop of its own, as it is to be in the copies. */
    abstract void foldAll(PendingRows rows, CombineTables tables, boolean insert) throws Exception;

    /** The accumulator of a key's first value. */
    abstract @Nullable Object first(@Nullable Object value) throws Exception;

    /** The accumulator after a further value. */
    abstract @Nullable Object next(@Nullable Object accumulator, @Nullable Object value) throws Exception;

    /** A folder whose code only this combiner's tables run. */
    static Folder hot(Class<? extends Folder> template, Combiner combiner, Codecs codecs, boolean copies) {
        return Specialiser.fresh(Folder.class, template, combiner.profile(), true, combiner, codecs, copies);
    }
}
