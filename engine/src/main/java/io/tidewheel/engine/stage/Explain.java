package io.tidewheel.engine.stage;

import io.tidewheel.engine.plan.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Stages as text that people read and tests pin. Of operations in operations it shows the outermost, then dots. */
final class Explain {
    private static final int MOST_DEEP = 64;
    private static final int MOST_OPERATIONS = 10_000; // shared ones are shown wherever they are read
    private static final int LAST_STEPS = 4;

    /** An operation still to be written, or what to write behind or between operations. */
    private record Part(int op, int depth, String text) {}

    private final List<Op> ops;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Part> open = new ArrayDeque<>(); // the next on top

    private Explain(List<Op> ops) {
        this.ops = ops;
    }

    static String body(List<Op> ops) {
        return new Explain(ops).write();
    }

    private String write() {
        open.push(new Part(ops.size() - 1, 0, ""));
        int written = 0;
        while (!open.isEmpty()) {
            Part part = open.pop();
            if (part.op < 0) {
                text.append(part.text);
            } else if (part.depth > MOST_DEEP || ++written > MOST_OPERATIONS) {
                text.append("...");
            } else {
                write(ops.get(part.op), part.depth + 1);
            }
        }
        return text.toString();
    }

    private void write(Op op, int depth) {
        if (op instanceof Op.Scan scan) {
            text.append(scan.source().describe()).append(" in ").append(scan.partitions());
        } else if (op instanceof Op.Read read) {
            text.append("read ").append(read.partitions()).append(" <- stage ").append(read.producer());
        } else if (op instanceof Op.Chain chain) {
            int below = chain.input();
            List<List<Step>> runs = new ArrayList<>(List.of(chain.steps()));
            while (ops.get(below) instanceof Op.Chain longer) { // one run of steps, cut where it was too long
                runs.add(0, longer.steps());
                below = longer.input();
            }
            behind(below, depth, steps(runs.stream().flatMap(List::stream).toList()));
        } else if (op instanceof Op.Concat concat) {
            among("union", concat.inputs(), depth);
        } else if (op instanceof Op.Zip zip) {
            among(zip.zipper().name(), zip.inputs(), depth);
        } else if (op instanceof Op.Cross cross) {
            among(cross.crosser().name(), cross.inputs(), depth);
        } else if (op instanceof Op.Regroup regroup) {
            behind(regroup.input(), depth, " | regroup into " + regroup.partitions());
        } else {
            Op.Keep keep = (Op.Keep) op;
            behind(keep.input(), depth, " | cached " + keep.rows().level());
        }
    }

    private void behind(int input, int depth, String what) {
        open.push(new Part(-1, 0, what));
        open.push(new Part(input, depth, ""));
    }

    private void among(String name, List<Integer> inputs, int depth) {
        open.push(new Part(-1, 0, ")"));
        for (int i = inputs.size() - 1; i >= 0; i--) {
            open.push(new Part(inputs.get(i), depth, ""));
            open.push(new Part(-1, 0, i == 0 ? name + "(" : ", "));
        }
    }

    private static String steps(List<Step> steps) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < steps.size(); ) {
            String name = steps.get(i).name();
            int same = i;
            while (same < steps.size() && steps.get(same).name().equals(name)) {
                same++;
            }
            text.append(" | ").append(name);
            if (same - i > 1) {
                text.append(" x").append(same - i);
            }
            i = same;
        }
        return text.toString();
    }

    /** What gives the rows of an operation: the last steps of its chain, or its name. */
    static String maker(List<Op> ops, int index) {
        Op op = ops.get(index);
        while (op instanceof Op.Keep || op instanceof Op.Regroup) {
            op = ops.get(op.inputs().get(0));
        }
        if (op instanceof Op.Chain chain) {
            List<Step> steps = chain.steps();
            return steps.subList(Math.max(0, steps.size() - LAST_STEPS), steps.size()).stream()
                    .map(Step::name)
                    .collect(Collectors.joining(" | "));
        } else if (op instanceof Op.Scan scan) {
            return scan.source().describe();
        } else if (op instanceof Op.Read read) {
            return read.exchange().describe();
        } else if (op instanceof Op.Zip zip) {
            return zip.zipper().name();
        } else {
            return op instanceof Op.Cross cross ? cross.crosser().name() : "union";
        }
    }
}
