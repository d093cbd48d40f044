package io.tidewheel.engine.stage;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.stage.Opening.Place;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** What a task of a stage does up to its end, for any partition: a flat, serialisable list of operations. */
public final class StageBody implements Serializable {
    private static final long serialVersionUID = 1L;

    /** So few operations cannot share parts in so many ways that asking each way takes long. */
    private static final int FEW = 16;

    /** A reduce partition that a task reads, of the exchange that stage {@code producer} writes. */
    public record Input(int producer, int reducePartition) {}

    private final List<Op> ops; // inputs come before their users; the last is the root
    private final BitSet cuts; // operations whose rows are collected before what reads them is opened

    StageBody(List<Op> ops) {
        this.ops = List.copyOf(ops);
        this.cuts = Segments.cuts(this.ops);
    }

    /** The step that gives the rows: "mapPartitions". */
    public String maker() {
        return Explain.maker(ops, ops.size() - 1);
    }

    /** How many steps and other operations the longest way from a source to the end has, at most. */
    public int size() {
        return ops.stream()
                .mapToInt(op -> op instanceof Op.Chain chain ? chain.steps().size() : 1)
                .sum();
    }

    public int partitions() {
        return ops.get(ops.size() - 1).partitions();
    }

    /** Opens the rows of a partition. */
    public Cursor open(int partition, TaskContext context, TaskInputs inputs) throws Exception {
        return new Opening(ops, cuts, context, inputs).open(partition);
    }

    /**
     * Every reduce partition that the task of {@code partition} reads, once for each time it reads it, or some of the
     * times if there are very many; what is stored needs nothing.
     *
     * @param stored says whether a partition of cached rows is there
     */
    public void inputs(int partition, BiPredicate<CachedRows, Integer> stored, List<Input> into) {
        Map<Place, Integer> visits = new HashMap<>();
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place(ops.size() - 1, partition));
        while (!open.isEmpty()) {
            Place place = open.pop();
            Op op = ops.get(place.op());
            if (op instanceof Op.Read read) {
                into.add(new Input(read.producer(), place.partition()));
            } else if ((!(op instanceof Op.Keep keep) || !stored.test(keep.rows(), place.partition()))
                    && (ops.size() < FEW || visits.merge(place, 1, Integer::sum) <= 2)) {
                Opening.pushInputs(op, place.partition(), open);
            }
        }
    }

    /** The operations as one line, from the source on. */
    @Override
    public String toString() {
        return Explain.body(ops);
    }
}
