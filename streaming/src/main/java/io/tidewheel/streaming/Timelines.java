package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.IdentityHashMap;

/** When each step of a query gives rows, found when it is described. Used by one thread. */
final class Timelines {
    /*
     * A step gives rows with each batch, or at slides: then it runs once for each slide that a batch covers. Where both
     * meet, the slides must be the batches, and a slide before the batch's own time has no rows of the sources. So what is
     * behind a window never has a state that is that of the batch: but for windows that keep one of their own, which know
     * what they held at each slide.
     */
    private final IdentityHashMap<StreamNode<?>, Timeline> known = new IdentityHashMap<>();

    /**
     * One step's.
     *
     * @param slideMillis 0 if it gives rows with each batch
     * @param isEverySlide slides are intervals
     * @param reachMillis how far back it looks, windows below it included
     * @param state a step at or below it whose state it depends on; empty if there is none
     */
    record Timeline(long slideMillis, boolean isEverySlide, long reachMillis, String state) {
        static final Timeline BATCHES = new Timeline(0, true, 0, "");

        boolean isSliding() {
            return slideMillis > 0;
        }
    }

    /** @throws TidewheelException (CONFIGURATION) if a step looks at rows that are never there together */
    Timeline of(StreamNode<?> node) {
        Timeline timeline = known.get(node);
        if (timeline == null) {
            timeline = find(node);
            known.put(node, timeline);
        }
        return timeline;
    }

    private Timeline find(StreamNode<?> node) {
        if (node instanceof StreamNode.Sliding<?> windowed) {
            Timeline input = of(windowed.input);
            return window(windowed.operation, windowed.span, input, 0, input.state);
        }
        if (node instanceof StatefulNode.WindowReduced<?, ?> reduced) {
            Timeline input = of(reduced.input);
            if (input.isSliding()) {
                throw wrong("the window '" + reduced.name
                        + "', which takes away what leaves it, is over a stream of windows"
                        + ": what those held need not be there when it leaves; leave the inverse function out");
            }
            WindowSpan span = reduced.reduction.span();
            return window(reduced.name, span, input, span.slideMillis(), reduced.name);
        }
        if (node instanceof StatefulNode<?> stateful) {
            for (StreamNode<?> input : node.inputs()) {
                if (of(input).isSliding()) {
                    throw wrong("'" + stateful.name + "' keeps state over a stream of windows, in which each row comes"
                            + " several times or not at all; keep the state over the stream before its window, or give"
                            + " the window an inverse function");
                }
            }
            return new Timeline(0, true, 0, stateful.name);
        }
        if (node instanceof StreamNode.Stamped<?> && of(node.inputs().get(0)).isSliding()) {
            throw wrong("a stream of windows of '" + node.origin()
                    + "' is given event times, but in it each row comes several"
                    + " times or not at all; give the stream before its window event times, and windows of these");
        }
        return merged(node);
    }

    private static Timeline window(
            String operation, WindowSpan span, Timeline input, long moreReachMillis, String state) {
        if (input.isSliding()
                && (span.lengthMillis() % input.slideMillis != 0 || span.slideMillis() % input.slideMillis != 0)) {
            throw wrong("the " + span + " of " + operation + " is over windows that come every " + input.slideMillis
                    + " ms; make its length and its slide multiples of that");
        }
        return new Timeline(
                span.slideMillis(),
                span.slideMillis() == span.intervalMillis(),
                input.reachMillis + span.lengthMillis() + moreReachMillis,
                state);
    }

    private Timeline merged(StreamNode<?> node) {
        Timeline merged = null;
        for (StreamNode<?> input : node.inputs()) {
            Timeline next = of(input);
            merged = merged == null ? next : merged(node, merged, next);
        }
        return merged == null ? Timeline.BATCHES : merged;
    }

    private static Timeline merged(StreamNode<?> node, Timeline left, Timeline right) {
        boolean mixes = left.isSliding() != right.isSliding();
        if (left.slideMillis != right.slideMillis && !(mixes && left.isEverySlide && right.isEverySlide)) {
            throw wrong("streams of '" + node.origin() + "' come together that have rows every " + shown(left)
                    + " and every " + shown(right) + "; give their windows the same slide");
        }
        String batchState = left.isSliding() ? right.state : left.state;
        if (mixes && !batchState.isEmpty()) {
            throw wrong("a stream of windows comes together with one that depends on the state of '" + batchState
                    + "', which is that of the batch, not of each slide; take them to a sink each");
        }
        return new Timeline(
                Math.max(left.slideMillis, right.slideMillis),
                left.isEverySlide,
                Math.max(left.reachMillis, right.reachMillis),
                left.state.isEmpty() ? right.state : left.state);
    }

    private static String shown(Timeline timeline) {
        return timeline.isSliding() ? timeline.slideMillis + " ms" : "batch";
    }

    private static TidewheelException wrong(String message) {
        return new TidewheelException(Kind.CONFIGURATION, message);
    }
}
