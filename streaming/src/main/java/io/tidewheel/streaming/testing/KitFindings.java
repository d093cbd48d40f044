package io.tidewheel.streaming.testing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all trials of a kit found. Used by one thread. */
final class KitFindings {
    private final Map<Defect, String> first = new EnumMap<>(Defect.class);
    private final Set<Defect> withoutZombies = EnumSet.noneOf(Defect.class);
    private List<String> trace = List.of();
    private boolean zombies;

    /** A trial begins. */
    List<String> trial(boolean withZombies) {
        zombies = withZombies;
        trace = new ArrayList<>();
        return trace;
    }

    void add(Defect defect, String what) {
        if (!zombies) {
            withoutZombies.add(defect);
        }
        first.computeIfAbsent(defect, any -> what + ", after\n      " + String.join("\n      ", trace));
    }

    /** How many lines the trace of this trial has: at least one for each call. */
    int steps() {
        return trace.size();
    }

    boolean has(Defect defect) {
        return first.containsKey(defect);
    }

    /** Those that only runs cause that others have replaced. */
    Set<Defect> ofZombies() {
        Set<Defect> defects = EnumSet.noneOf(Defect.class);
        defects.addAll(first.keySet());
        defects.removeAll(withoutZombies);
        return defects;
    }

    Guarantee observed() {
        if (has(Defect.LOST)) {
            return Guarantee.NONE;
        }
        return has(Defect.DOUBLED) ? Guarantee.AT_LEAST_ONCE : Guarantee.EXACTLY_ONCE;
    }

    /** The first of each kind, with what led to it. */
    String shown(Set<Defect> defects) {
        StringBuilder text = new StringBuilder();
        first.forEach((defect, what) -> {
            if (defects.contains(defect)) {
                text.append("\n  ").append(defect.meaning).append(": ").append(what);
            }
        });
        return text.toString();
    }
}
