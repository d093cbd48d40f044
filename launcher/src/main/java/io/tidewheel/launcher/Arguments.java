package io.tidewheel.launcher;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line: options up to the first word that is none, and the rest as it is.
 *
 * <p>{@code --name value}, {@code --name=value}; {@code --} ends the options. An option given twice keeps all its
 * values in order; {@link #value} is the last one.
 */
final class Arguments {
    /*
     * Why not picocli's parser: its classes are of a version that class data archives leave out, so that parsing two
     * words would cost 100 ms of a start. It does what may take long: help and completion (class Help).
     */

    private final Map<String, List<String>> values;
    private final List<String> rest;

    private Arguments(Map<String, List<String>> values, List<String> rest) {
        this.values = values;
        this.rest = rest;
    }

    static Arguments parse(List<Option> options, List<String> words) {
        Map<String, List<String>> values = new TreeMap<>();
        int next = 0;
        while (next < words.size() && words.get(next).startsWith("-")) {
            String word = words.get(next++);
            if (word.equals("--")) {
                break;
            }
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            Option option = find(options, name);
            if (option.isRefused()) {
                throw usage(name + ": " + option.doc());
            }
            List<String> found = values.computeIfAbsent(option.name(), unused -> new ArrayList<>());
            if (option.value() == null) {
                if (equals >= 0) {
                    throw usage(name + " takes no value, but got '" + word.substring(equals + 1) + "'");
                }
                found.add("true");
            } else if (equals >= 0) {
                found.add(word.substring(equals + 1));
            } else if (next < words.size()) {
                found.add(words.get(next++));
            } else {
                throw usage(name + " needs a value: " + name + " " + option.value());
            }
        }
        return new Arguments(values, List.copyOf(words.subList(next, words.size())));
    }

    private static Option find(List<Option> options, String name) {
        List<String> known = new ArrayList<>();
        for (Option option : options) {
            if (option.names().contains(name)) {
                return option;
            }
            if (!option.isRefused()) {
                known.addAll(option.names());
            }
        }
        throw usage("there is no option " + name + Nearest.hint(name, known) + "; --help lists all options");
    }

    boolean has(Option option) {
        return values.containsKey(option.name());
    }

    /** The last value given, null when there is none. */
    @Nullable
    String value(Option option) {
        List<String> all = all(option);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** Every value given, in order. */
    List<String> all(Option option) {
        return values.getOrDefault(option.name(), List.of());
    }

    /** The parts of a comma-separated list, over all values given; an empty value is an error. */
    List<String> list(Option option) {
        List<String> parts = new ArrayList<>();
        for (String value : all(option)) {
            int before = parts.size();
            for (String part : value.split(",")) {
                if (!part.isBlank()) {
                    parts.add(part.strip());
                }
            }
            if (parts.size() == before) {
                throw usage(option.name() + ": '" + value + "' names nothing; leave the option out");
            }
        }
        return parts;
    }

    /** What follows the options. */
    List<String> rest() {
        return rest;
    }

    static TidewheelException usage(String message) {
        return new TidewheelException(CONFIGURATION, message);
    }
}
