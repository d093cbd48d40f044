package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a query that look at several batches.
 *
 * @param isAny whether there is one
 * @param spans of those that are windows
 * @param kept those whose panes are state and nothing else is, by name
 * @param inputs by name: what the others are made of
 */
record WindowSteps(
        boolean isAny,
        List<WindowSpan> spans,
        List<StreamNode.Paned<?>> kept,
        Map<String, StreamNode.Input<?>> inputs) {
    static WindowSteps of(List<Branch> branches) {
        List<StreamNode<?>> computed = new ArrayList<>(); // from the sources
        List<WindowSpan> spans = new ArrayList<>();
        List<StreamNode.Paned<?>> kept = new ArrayList<>();
        boolean isAny = false;
        for (StreamNode<?> node :
                StreamNode.under(branches.stream().map(Branch::node).toList())) {
            if (node instanceof StreamNode.Sliding<?> window) {
                spans.add(window.span);
            } else if (node instanceof StatefulNode.WindowReduced<?, ?> window) {
                spans.add(window.reduction.span());
                isAny = true;
                if (!window.keepsPanes()) {
                    computed.add(window);
                }
            }
            if (node instanceof StreamNode.Paned<?> window) {
                isAny = true;
                if (window.isKept()) {
                    kept.add(window);
                } else {
                    computed.add(window);
                }
            }
        }
        Map<String, StreamNode.Input<?>> inputs = new TreeMap<>();
        for (StreamNode<?> node : StreamNode.under(computed)) {
            if (node instanceof StreamNode.Input<?> input) {
                inputs.put(input.name, input);
            }
        }
        kept.sort(Comparator.comparing(StreamNode.Paned::name));
        return new WindowSteps(isAny, spans, kept, inputs);
    }

    /** @throws TidewheelException (CONFIGURATION) if a window was described with another interval */
    void check(@Nullable Duration interval) {
        for (WindowSpan span : spans) {
            if (interval == null || span.intervalMillis() != interval.toMillis()) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "the " + span + " was described when the query had an interval of " + span.intervalMillis()
                                + " ms, and it is " + interval + " now; call interval(..) once, before any window");
            }
        }
    }

    /** True if rows of a source may be read again, because a window has lost them. */
    boolean readAgain(String source) {
        StreamNode.Input<?> input = inputs.get(source);
        return input != null && input.source.isReplayable();
    }

    /** True if a window needs rows that are gone once the run has ended. */
    boolean forgets(String source) {
        return inputs.containsKey(source) && !readAgain(source);
    }

    /**
     * @throws TidewheelException (CHECKPOINT) if windows need rows of a batch that a source cannot give again, or one with an
     *     inverse function would have to give up rows of a source that the query has no more
     */
    void check(Description query, Lineage lineage) {
        Set<String> inverse = query.stateful().stream()
                .filter(step -> step instanceof StatefulNode.WindowReduced<?, ?> window && !window.keepsPanes())
                .map(StatefulNode::name)
                .collect(Collectors.toCollection(TreeSet::new));
        for (Lineage.Entry entry : lineage.entries().values()) {
            Set<String> counting = new TreeSet<>(entry.counted());
            counting.retainAll(inverse);
            entry.planned().inputs().forEach((source, input) -> {
                if (input.splits().isEmpty()) {
                    return;
                }
                if (forgets(source)) {
                    throw new TidewheelException(
                            Kind.CHECKPOINT,
                            still(query, entry, source) + ", "
                                    + inputs.get(source).source.describe()
                                    + ", which is gone with the run that ended; start it on a new checkpoint, or read"
                                    + " from a source that can be read again, such as PushSource");
                }
                if (!counting.isEmpty() && !query.inputs().containsKey(source)) {
                    throw new TidewheelException(
                            Kind.CHECKPOINT,
                            still(query, entry, source)
                                    + ", which is not in the query any more, so that nothing could take it out of "
                                    + counting
                                    + " again; leave the source in until a window's length after its last row,"
                                    + " give these windows other names, or start on a new checkpoint");
                }
            });
        }
    }

    private static String still(Description query, Lineage.Entry entry, String source) {
        return "query '" + query.query() + "' has windows that still need what batch "
                + entry.planned().batchId() + " has read of source '" + source + "'";
    }
}
