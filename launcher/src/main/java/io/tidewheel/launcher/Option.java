package io.tidewheel.launcher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of a command: what parsing, {@code --help} and completion know about it.
 *
 * @param names the long name first
 * @param value what the help calls the value, null for a switch
 * @param doc one sentence for the help; for a refused option, why there is none and what to use instead
 * @param isRefused known, so that the error can say what to use, but without effect here
 */
record Option(List<String> names, @Nullable String value, String doc, boolean isRefused) {
    Option {
        names = List.copyOf(names);
    }

    static Option valued(String name, String value, String doc) {
        return new Option(List.of(name), value, doc, false);
    }

    static Option toggle(String name, String doc) {
        return new Option(List.of(name), null, doc, false);
    }

    static Option refused(String name, @Nullable String value, String doc) {
        return new Option(List.of(name), value, doc, true);
    }

    Option or(String shortName) {
        return new Option(List.of(names.get(0), shortName), value, doc, isRefused);
    }

    String name() {
        return names.get(0);
    }
}
