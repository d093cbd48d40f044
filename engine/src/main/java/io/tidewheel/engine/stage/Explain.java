package io.tidewheel.engine.stage;

import io.tidewheel.engine.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Stages as text that people read and tests pin. */
final class Explain {
    private Explain() {}

    static String body(List<Op> ops) {
        List<String> lines = new ArrayList<>();
        for (Op op : ops) {
            lines.add(line(op, lines));
        }
        return lines.get(lines.size() - 1);
    }

    private static String line(Op op, List<String> done) {
        if (op instanceof Op.Scan scan) {
            return scan.source().describe() + " in " + scan.partitions();
        } else if (op instanceof Op.Read read) {
            return "read " + read.partitions() + " <- stage " + read.producer();
        } else if (op instanceof Op.Chain chain) {
            return done.get(chain.input()) + steps(chain.steps());
        } else if (op instanceof Op.Concat concat) {
            return concat.inputs().stream().map(done::get).collect(Collectors.joining(", ", "union(", ")"));
        } else if (op instanceof Op.Zip zip) {
            return zip.zipper().name() + "(" + done.get(zip.left()) + ", " + done.get(zip.right()) + ")";
        } else if (op instanceof Op.Cross cross) {
            return cross.crosser().name() + "(" + done.get(cross.left()) + ", " + done.get(cross.right()) + ")";
        } else if (op instanceof Op.Regroup regroup) {
            return done.get(regroup.input()) + " | regroup into " + regroup.partitions();
        } else {
            Op.Keep keep = (Op.Keep) op;
            return done.get(keep.input()) + " | cached " + keep.rows().level();
        }
    }

    private static String steps(List<Step> steps) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < steps.size(); ) {
            int same = i;
            while (same < steps.size()
                    && steps.get(same).name().equals(steps.get(i).name())) {
                same++;
            }
            text.append(" | ").append(steps.get(i).name());
            if (same - i > 1) {
                text.append(" x").append(same - i);
            }
            i = same;
        }
        return text.toString();
    }
}
