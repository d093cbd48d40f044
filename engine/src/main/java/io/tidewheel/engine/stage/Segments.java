package io.tidewheel.engine.stage;

import io.tidewheel.engine.plan.Step;
import java.util.BitSet;
import java.util.List;

/** Where the operations of a deep body are cut: whose rows are collected before what reads them is opened. */
final class Segments {
    /*
     * Every operation is a cursor over those of its inputs, and a row is pulled through all of them: stack, as deep as the
     * lineage. So heights are summed up in estimated stack frames, inputs first, and where a sum would pass the limit the
     * inputs are cut: their rows are collected, in memory or on disk, the deepest first. A frame takes about 100 bytes,
     * the limit about a fifth of a stack of 512 KB; what the functions of the user need comes on top.
     *
     * An operation that is read in very many ways (each step zips the one before with itself) is cut too: every way would
     * compute it once more, which doubles from step to step.
     */
    static final int MOST_FRAMES = 1_024;

    private static final int MOST_WAYS = 4_096;
    private static final int FRAMES = 4;
    private static final int FRAMES_OF_INPUT = 16;
    private static final int FRAMES_OF_WHOLE = 16; // a user's iterator over a stream over ours is about that
    private static final BitSet NONE = new BitSet(0);

    private Segments() {}

    /** Operations to cut; inputs come before their users. */
    static BitSet cuts(List<Op> ops) {
        if (ops.size() < 3) { // a single operation over a source is never too high
            return NONE;
        }
        BitSet cuts = new BitSet();
        int[] heights = new int[ops.size()];
        for (int i = 0; i < heights.length; i++) {
            Op op = ops.get(i);
            int own = frames(op);
            int height = own;
            for (int input : op.inputs()) {
                if (heights[input] + own > MOST_FRAMES) {
                    cuts.set(input);
                    heights[input] = FRAMES_OF_INPUT;
                }
                height = Math.max(height, heights[input] + own);
            }
            heights[i] = height;
        }
        cutSharedOften(ops, cuts);
        return cuts;
    }

    private static void cutSharedOften(List<Op> ops, BitSet cuts) {
        long[] ways = new long[ops.size()]; // from the root, or from what is cut
        ways[ops.size() - 1] = 1;
        for (int i = ops.size() - 1; i >= 0; i--) {
            Op op = ops.get(i);
            if (ways[i] > MOST_WAYS && !op.inputs().isEmpty()) {
                cuts.set(i);
            }
            long each = cuts.get(i) ? 1 : ways[i];
            if (op instanceof Op.Concat) { // each partition reads one of them
                op.inputs().stream().distinct().forEach(input -> ways[input] += each);
            } else {
                op.inputs().forEach(input -> ways[input] += each);
            }
        }
    }

    private static int frames(Op op) {
        return op instanceof Op.Chain chain
                ? frames(chain.steps())
                : op.inputs().isEmpty() ? FRAMES_OF_INPUT : FRAMES;
    }

    /** See {@link Chains} for how long runs of steps are cut. */
    static int frames(List<Step> steps) {
        int whole = 0;
        int fanOuts = 0;
        for (Step step : steps) {
            if (step instanceof Step.Whole) {
                whole++;
            } else if (steps.size() > Chains.SEGMENT && ((Step.PerRow) step).fansOut()) {
                fanOuts++;
            }
        }
        int perRow = steps.size() - whole;
        int pushed = Math.min(perRow, Chains.SEGMENT);
        return FRAMES + FRAMES_OF_WHOLE * whole + pushed + FRAMES * (perRow / Chains.SEGMENT) + fanOuts;
    }
}
