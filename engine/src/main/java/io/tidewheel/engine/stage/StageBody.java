package io.tidewheel.engine.stage;

import io.tidewheel.engine.cursor.ConcatCursor;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.EmptyCursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;

/** What a task of a stage does up to its end, for any partition: a flat, serialisable list of operations. */
public final class StageBody implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A reduce partition that a task reads, of the exchange that stage {@code producer} writes. */
    public record Input(int producer, int reducePartition) {}

    private final List<Op> ops; // inputs come before their users; the last is the root

    StageBody(List<Op> ops) {
        this.ops = List.copyOf(ops);
    }

    public int partitions() {
        return ops.get(ops.size() - 1).partitions();
    }

    /** Opens the rows of a partition. */
    public Cursor open(int partition, TaskContext context, TaskInputs inputs) throws Exception {
        return open(ops.size() - 1, partition, context, inputs);
    }

    private Cursor open(int index, int partition, TaskContext task, TaskInputs inputs) throws Exception {
        TaskContext context = task.at(partition);
        Op op = ops.get(index);
        if (op instanceof Op.Scan scan) {
            return scan.source().open(partition, context);
        } else if (op instanceof Op.Read read) {
            return read.exchange().read(inputs.outputs(read.producer(), partition), context);
        } else if (op instanceof Op.Chain chain) {
            return Chains.open(open(chain.input(), partition, context, inputs), chain.steps(), context);
        } else if (op instanceof Op.Concat concat) {
            int parent = parentOf(concat, partition);
            return open(concat.inputs().get(parent), partition - concat.starts().get(parent), context, inputs);
        } else if (op instanceof Op.Zip zip) {
            return open(zip, partition, context, inputs);
        } else if (op instanceof Op.Cross cross) {
            Cursor left = open(cross.left(), partition / cross.rightPartitions(), context, inputs);
            int right = partition % cross.rightPartitions();
            return cross.crosser().open(left, () -> open(cross.right(), right, context, inputs), context);
        } else if (op instanceof Op.Regroup regroup) {
            List<Integer> group = regroup.groups().get(partition);
            return new ConcatCursor(group.size(), i -> open(regroup.input(), group.get(i), context, inputs));
        } else {
            Op.Keep keep = (Op.Keep) op;
            Cursor stored = inputs.stored(keep.rows(), partition);
            return stored != null
                    ? stored
                    : inputs.store(keep.rows(), partition, open(keep.input(), partition, context, inputs), context);
        }
    }

    private Cursor open(Op.Zip zip, int partition, TaskContext context, TaskInputs inputs) throws Exception {
        Cursor left = open(zip.left(), partition, context, inputs);
        Cursor right = EmptyCursor.EMPTY;
        try {
            right = open(zip.right(), partition, context, inputs);
            return zip.zipper().open(left, right, context);
        } catch (Throwable e) {
            context.abandon(left, e);
            context.abandon(right, e);
            throw e;
        }
    }

    private static int parentOf(Op.Concat concat, int partition) {
        int found = Collections.binarySearch(concat.starts(), partition);
        return found < 0 ? -found - 2 : found;
    }

    /**
     * Every reduce partition that the task of {@code partition} reads, once for each time it reads it; what is stored
     * needs nothing.
     *
     * @param stored says whether (cached id, partition) is there
     */
    public void inputs(int partition, BiPredicate<Long, Integer> stored, List<Input> into) {
        Deque<int[]> open = new ArrayDeque<>();
        open.push(new int[] {ops.size() - 1, partition});
        while (!open.isEmpty()) {
            int[] at = open.pop();
            Op op = ops.get(at[0]);
            if (op instanceof Op.Read read) {
                into.add(new Input(read.producer(), at[1]));
            } else if (op instanceof Op.Concat concat) {
                int parent = parentOf(concat, at[1]);
                open.push(new int[] {
                    concat.inputs().get(parent), at[1] - concat.starts().get(parent)
                });
            } else if (op instanceof Op.Cross cross) {
                // Twice: the right side is read again for every left row, so nobody may take it.
                open.push(new int[] {cross.right(), at[1] % cross.rightPartitions()});
                open.push(new int[] {cross.right(), at[1] % cross.rightPartitions()});
                open.push(new int[] {cross.left(), at[1] / cross.rightPartitions()});
            } else if (op instanceof Op.Regroup regroup) {
                for (int parent : regroup.groups().get(at[1])) {
                    open.push(new int[] {regroup.input(), parent});
                }
            } else if (!(op instanceof Op.Keep keep) || !stored.test(keep.rows().id(), at[1])) {
                for (int input : op.inputs()) {
                    open.push(new int[] {input, at[1]});
                }
            }
        }
    }

    /** The operations as one line, from the source on. */
    @Override
    public String toString() {
        return Explain.body(ops);
    }
}
