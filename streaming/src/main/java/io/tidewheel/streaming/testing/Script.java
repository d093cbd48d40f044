package io.tidewheel.streaming.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The steps of a harness so far, and what came of them. Used by one thread. */
final class Script {
    private static final int MOST_ROWS = 10; // shown of each step

    private final List<String> steps = new ArrayList<>();

    /** Begins a step. */
    void step(String name, Object... arguments) {
        String shown =
                Arrays.stream(arguments).limit(MOST_ROWS).map(String::valueOf).collect(Collectors.joining(", "));
        String more = arguments.length > MOST_ROWS ? ", ... " + (arguments.length - MOST_ROWS) + " more" : "";
        steps.add("." + name + "(" + shown + more + ")");
    }

    /** Says what the current step has done. */
    void came(String what) {
        int last = steps.size() - 1;
        if (last >= 0) {
            steps.set(last, steps.get(last) + "  // " + what);
        }
    }

    /** All steps, the current one with an arrow. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) {
            text.append(i == steps.size() - 1 ? "=> " : "   ")
                    .append(steps.get(i))
                    .append('\n');
        }
        return text.toString();
    }
}
