package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of a value that overflowed the stack whether it holds itself, and by which way. */
final class SelfReference {
    private static final int MOST_VISITS = 100_000;

    private SelfReference() {}

    private record Step(Object value, Deque<Object> parts) {}

    /** @param verb what was tried: "copied" */
    static TidewheelException refused(@Nullable Object value, String verb, Throwable cause) {
        String type = value == null
                ? "null"
                : "an object of class " + value.getClass().getName();
        String way = value == null ? "" : way(value);
        return new TidewheelException(
                CONFIGURATION,
                type + " cannot be " + verb + ": "
                        + (way.isEmpty() ? "it holds itself, or nests too deep" : "it holds itself, by way of " + way)
                        + "; refer to other objects by a key",
                cause);
    }

    /** The classes from an object to itself again; empty if none was found in what is no registered object. */
    private static String way(Object root) {
        List<Step> path = new ArrayList<>();
        Set<Object> onPath = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> done = Collections.newSetFromMap(new IdentityHashMap<>());
        path.add(new Step(root, parts(root)));
        onPath.add(root);
        for (int visits = 0; !path.isEmpty() && visits < MOST_VISITS; visits++) {
            Step last = path.get(path.size() - 1);
            Object part = last.parts().poll();
            if (part == null) {
                path.remove(path.size() - 1);
                onPath.remove(last.value());
                done.add(last.value());
            } else if (onPath.contains(part)) {
                return path.stream()
                        .map(Step::value)
                        .dropWhile(value -> value != part)
                        .map(SelfReference::name)
                        .collect(Collectors.joining(" -> ", "", " -> " + name(part)));
            } else if (!done.contains(part)) {
                onPath.add(part);
                path.add(new Step(part, parts(part)));
            }
        }
        return "";
    }

    private static String name(Object value) {
        if (value.getClass().getName().startsWith("java.util.ImmutableCollections")) { // whose names nobody knows
            return value instanceof Map ? "Map" : value instanceof Set ? "Set" : "List";
        }
        return value.getClass().getSimpleName();
    }

    private static Deque<Object> parts(Object value) {
        Deque<Object> parts = new ArrayDeque<>();
        if (value instanceof Collection<?> collection) {
            collection.forEach(part -> add(parts, part));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, held) -> {
                add(parts, key);
                add(parts, held);
            });
        } else if (value instanceof Object[] array) {
            for (Object part : array) {
                add(parts, part);
            }
        } else if (value instanceof Pair<?, ?> pair) {
            add(parts, pair.key());
            add(parts, pair.value());
        } else if (value instanceof Optional<?> optional) {
            add(parts, optional.orElse(null));
        } else if (value.getClass().isRecord()) {
            RecordType type = RecordType.of(value.getClass());
            for (int i = 0; i < type.types().length; i++) {
                if (!type.types()[i].isPrimitive()) {
                    add(parts, type.get(value, i));
                }
            }
        }
        return parts;
    }

    private static void add(Deque<Object> parts, @Nullable Object part) {
        if (part != null && !(part instanceof String)) {
            parts.add(part);
        }
    }
}
