package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.BlockFormat;
import io.tidewheel.engine.block.RowFormat;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import java.util.List;

/**
 * How rows move between stages: how a map task splits them over reduce partitions, and how a reduce task merges what
 * it gets. All that the engine knows of a row, it knows through this. Immutable and serialisable: a backend may send it
 * to other processes.
 */
public interface Exchange extends Serializable {
    /** Brings keyed rows to their keys' partitions, in the order of map partitions and, within one, of arrival. */
    static Exchange byKey(Partitioner partitioner) {
        return new KeyExchange(partitioner);
    }

    /** As {@link #byKey}, each partition in the order of unsigned key hashes. */
    static Exchange inHashOrder(Partitioner partitioner) {
        return new HashOrderExchange(partitioner);
    }

    /** As {@link #byKey}, each partition sorted by key. */
    static Exchange sorted(Partitioner partitioner, RowOrder keyOrder) {
        return new SortExchange(partitioner, keyOrder);
    }

    /** One row for each key, whose values are combined before rows move and after; in the order of unsigned key hashes. */
    static Exchange combining(Partitioner partitioner, Combiner combiner) {
        return new CombineExchange(partitioner, combiner, true);
    }

    /** Spreads rows evenly: those of each map partition are dealt out in turn. */
    static Exchange inTurn(int partitions) {
        return new RowExchange(partitions);
    }

    /** Reduce partitions; at least 1. */
    int partitions();

    /** For explain: "combine by hash", "rows round robin", "sort by range". */
    String describe();

    /** One map task's side. Its blocks are the same for the same rows, whatever memory it had. */
    ExchangeWriter writer(TaskContext context);

    /**
     * One reduce task's side.
     *
     * @param inputs in the order of map partitions; empty outputs are left out. Opened one after the other, at most
     *     once each.
     */
    Cursor read(List<ExchangeInput> inputs, TaskContext context) throws Exception;

    /** Reads back evicted or serialised blocks of {@link #writer}. */
    default BlockFormat format() {
        return RowFormat.INSTANCE;
    }
}
