package io.tidewheel.streaming;

import io.tidewheel.api.Aggregator;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Of what types the state of a step is made, as far as classes show it: records by their components, everything else by
 * its class. Immutable.
 *
 * @param types by path: "" is the value itself, "last.bytes" a component of a component
 */
record StateSchema(Map<String, String> types) {
    static final StateSchema UNKNOWN = new StateSchema(Map.of());
    private static final int DEEPEST = 16; // a record that holds its own kind ends somewhere

    /** What a type may become without losing anything, as codecs read it. */
    private static final Map<String, Set<String>> WIDER = Map.of(
            "byte", Set.of("short", "int", "long", "double"),
            "short", Set.of("int", "long", "double"),
            "int", Set.of("long", "double"),
            "float", Set.of("double"));

    StateSchema {
        types = new TreeMap<>(types);
    }

    /** Of the accumulators of an aggregator; unknown if its empty one is null. */
    static StateSchema of(Aggregator<?, ?, ?> aggregator) throws Exception {
        Object empty = aggregator.create();
        if (empty == null) {
            return UNKNOWN;
        }
        return of(empty.getClass());
    }

    /** With one more thing that must not change. */
    StateSchema with(String path, String type) {
        Map<String, String> all = new TreeMap<>(types);
        all.put(path, type);
        return new StateSchema(all);
    }

    static StateSchema of(Class<?> type) {
        Map<String, String> types = new TreeMap<>();
        collect("", type, types, 0);
        return new StateSchema(types);
    }

    private static void collect(String path, Class<?> type, Map<String, String> types, int depth) {
        types.put(path, type.isRecord() ? "record " + type.getName() : type.getTypeName());
        if (type.isRecord() && depth < DEEPEST) {
            for (RecordComponent component : type.getRecordComponents()) {
                String inner = path.isEmpty() ? component.getName() : path + "." + component.getName();
                collect(inner, component.getType(), types, depth + 1);
            }
        }
    }

    /** Reads {@link #text}. */
    static StateSchema parse(String text) {
        Map<String, String> types = new TreeMap<>();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(": ");
            types.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return new StateSchema(types);
    }

    /** One line for each path: "last.bytes: long". */
    String text() {
        StringBuilder text = new StringBuilder();
        types.forEach(
                (path, type) -> text.append(path).append(": ").append(type).append('\n'));
        return text.toString();
    }

    /**
     * Why state of this schema cannot be read as {@code now}; empty if it can. Components may come and go, and become
     * wider.
     */
    List<String> differences(StateSchema now) {
        List<String> differences = new ArrayList<>();
        types.forEach((path, old) -> {
            String type = now.types.get(path);
            if (type != null && !type.equals(old) && !becomes(old, type)) {
                String field = path.isEmpty() ? "the value" : "'" + path + "'";
                differences.add(field + " was " + old + " and is " + type);
            }
        });
        return differences;
    }

    private static boolean becomes(String old, String type) {
        return WIDER.getOrDefault(primitive(old), Set.of()).contains(primitive(type));
    }

    private static String primitive(String type) {
        return switch (type) {
            case "java.lang.Byte" -> "byte";
            case "java.lang.Short" -> "short";
            case "java.lang.Integer" -> "int";
            case "java.lang.Long" -> "long";
            case "java.lang.Float" -> "float";
            case "java.lang.Double" -> "double";
            default -> type;
        };
    }
}
