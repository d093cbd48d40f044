package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourceLimit.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How large a batch may get.
 *
 * @param perSource what the user said; applies to each source
 * @param targetMillis how long a batch should take; 0 if nobody said so
 */
record Limits(SourceLimit perSource, long targetMillis) {
    static final Limits NONE = new Limits(SourceLimit.NONE, 0);

    /** True if batches are not to be of any size. */
    boolean isAny() {
        return targetMillis > 0 || !units().isEmpty();
    }

    private Set<Unit> units() {
        Set<Unit> units = EnumSet.noneOf(Unit.class);
        if (perSource.rows() != SourceLimit.NONE.rows()) {
            units.add(Unit.ROWS);
        }
        if (perSource.bytes() != SourceLimit.NONE.bytes()) {
            units.add(Unit.BYTES);
        }
        if (perSource.files() != SourceLimit.NONE.files()) {
            units.add(Unit.FILES);
        }
        return units;
    }

    /** @throws TidewheelException (CONFIGURATION) if none of the sources keeps to one of them */
    void check(String query, Collection<StreamNode.Input<?>> sources) {
        for (Unit unit : units()) {
            if (sources.stream().noneMatch(input -> input.source.limits().contains(unit))) {
                Set<Unit> possible = EnumSet.noneOf(Unit.class);
                sources.forEach(input -> possible.addAll(input.source.limits()));
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "query '" + query + "' has " + operation(unit) + ", but none of its sources ("
                                + described(sources) + ") counts " + word(unit) + " before it reads; "
                                + (possible.isEmpty()
                                        ? "leave it out"
                                        : "call "
                                                + String.join(
                                                        " or ",
                                                        possible.stream()
                                                                .map(Limits::operation)
                                                                .toList())
                                                + " instead"));
            }
        }
    }

    /** What has to be said of sources that keep to some of them only. */
    List<String> exceptions(Collection<StreamNode.Input<?>> sources) {
        List<String> exceptions = new ArrayList<>();
        for (Unit unit : units()) {
            List<StreamNode.Input<?>> others = new ArrayList<>(sources);
            others.removeIf(input -> input.source.limits().contains(unit));
            if (!others.isEmpty()) {
                exceptions.add(operation(unit) + " does not limit " + described(others) + ", which cannot count "
                        + word(unit) + " before they are read");
            }
        }
        return exceptions;
    }

    private static String described(Collection<StreamNode.Input<?>> sources) {
        Set<String> described = new TreeSet<>();
        sources.forEach(input -> described.add("'" + input.name + "': " + input.source.describe()));
        return String.join(", ", described);
    }

    private static String operation(Unit unit) {
        String word = word(unit);
        return "max" + word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) + "PerBatch";
    }

    private static String word(Unit unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }
}
