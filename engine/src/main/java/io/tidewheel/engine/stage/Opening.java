package io.tidewheel.engine.stage;

import io.tidewheel.engine.cursor.ConcatCursor;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.EmptyCursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens the rows of one partition of a body for one task. */
final class Opening {
    /** A partition of the operation with this index. */
    record Place(int op, int partition) {}

    private final List<Op> ops;
    private final BitSet cuts;
    private final TaskContext task;
    private final TaskInputs inputs;
    private final Map<Place, Landing> landings = new HashMap<>(0); // of cut operations, once collected

    Opening(List<Op> ops, BitSet cuts, TaskContext task, TaskInputs inputs) {
        this.ops = ops;
        this.cuts = cuts;
        this.task = task;
        this.inputs = inputs;
    }

    Cursor open(int partition) throws Exception {
        int root = ops.size() - 1;
        if (!cuts.isEmpty()) {
            for (Map.Entry<Place, Integer> cut : cutsUnder(new Place(root, partition))) {
                land(cut.getKey(), cut.getValue());
            }
        }
        return open(root, partition);
    }

    /** What must be collected, with how often it is read: inputs first. */
    private List<Map.Entry<Place, Integer>> cutsUnder(Place root) {
        Map<Place, Integer> readers = new HashMap<>();
        Deque<Place> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Place place = open.pop();
            boolean isCut = cuts.get(place.op()) && !place.equals(root);
            if (isCut && readers.merge(place, 1, Integer::sum) > 1) {
                continue;
            }
            if (!(ops.get(place.op()) instanceof Op.Keep keep) || !inputs.isStored(keep.rows(), place.partition())) {
                pushInputs(ops.get(place.op()), place.partition(), open);
            }
        }
        List<Map.Entry<Place, Integer>> inOrder = new ArrayList<>(readers.entrySet());
        inOrder.sort(Comparator.comparingInt(cut -> cut.getKey().op()));
        return inOrder;
    }

    /** What a partition of an operation reads; twice what it may read again and again. */
    static void pushInputs(Op op, int partition, Deque<Place> onto) {
        if (op instanceof Op.Concat concat) {
            onto.push(parentOf(concat, partition));
        } else if (op instanceof Op.Cross cross) {
            // Twice: the right side is read again for every left row, so nobody may take it.
            onto.push(new Place(cross.right(), partition % cross.rightPartitions()));
            onto.push(new Place(cross.right(), partition % cross.rightPartitions()));
            onto.push(new Place(cross.left(), partition / cross.rightPartitions()));
        } else if (op instanceof Op.Regroup regroup) {
            for (int parent : regroup.groups().get(partition)) {
                onto.push(new Place(regroup.input(), parent));
            }
        } else {
            for (int input : op.inputs()) {
                onto.push(new Place(input, partition));
            }
        }
    }

    private void land(Place place, int readers) throws Exception {
        if (!landings.containsKey(place)) {
            TaskContext context = task.at(place.partition());
            Cursor rows = openAnew(place.op(), place.partition());
            landings.put(place, Landing.of(rows, Explain.maker(ops, place.op()), readers, context));
        }
    }

    private Cursor open(int index, int partition) throws Exception {
        if (cuts.get(index)) {
            Landing landing = landings.get(new Place(index, partition));
            if (landing != null) {
                return landing.read();
            }
        }
        return openAnew(index, partition);
    }

    private Cursor openAnew(int index, int partition) throws Exception {
        TaskContext context = task.at(partition);
        Op op = ops.get(index);
        if (op instanceof Op.Scan scan) {
            return scan.source().open(partition, context);
        } else if (op instanceof Op.Read read) {
            return read.exchange().read(inputs.outputs(read.producer(), partition), context);
        } else if (op instanceof Op.Chain chain) {
            return Chains.open(open(chain.input(), partition), chain.steps(), context);
        } else if (op instanceof Op.Concat concat) {
            Place parent = parentOf(concat, partition);
            return open(parent.op(), parent.partition());
        } else if (op instanceof Op.Zip zip) {
            return open(zip, partition, context);
        } else if (op instanceof Op.Cross cross) {
            Cursor left = open(cross.left(), partition / cross.rightPartitions());
            int right = partition % cross.rightPartitions();
            return cross.crosser().open(left, () -> open(cross.right(), right), context);
        } else if (op instanceof Op.Regroup regroup) {
            List<Integer> group = regroup.groups().get(partition);
            return new ConcatCursor(group.size(), i -> open(regroup.input(), group.get(i)));
        } else {
            Op.Keep keep = (Op.Keep) op;
            Cursor stored = inputs.stored(keep.rows(), partition);
            return stored != null ? stored : store(keep, partition, context);
        }
    }

    private Cursor store(Op.Keep keep, int partition, TaskContext context) throws Exception {
        Cursor computed = open(keep.input(), partition);
        Cursor rows = context.services().strict()
                ? new WatchedRows(computed, Explain.maker(ops, keep.input()), "the cache", context)
                : computed;
        return inputs.store(keep.rows(), partition, rows, context);
    }

    private Cursor open(Op.Zip zip, int partition, TaskContext context) throws Exception {
        Cursor left = open(zip.left(), partition);
        Cursor right = EmptyCursor.EMPTY;
        try {
            right = open(zip.right(), partition);
            return zip.zipper().open(left, right, context);
        } catch (Throwable e) {
            context.abandon(left, e);
            context.abandon(right, e);
            throw e;
        }
    }

    private static Place parentOf(Op.Concat concat, int partition) {
        int found = Collections.binarySearch(concat.starts(), partition);
        int parent = found < 0 ? -found - 2 : found;
        return new Place(
                concat.inputs().get(parent), partition - concat.starts().get(parent));
    }
}
