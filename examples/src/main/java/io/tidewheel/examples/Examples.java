package io.tidewheel.examples;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Every example by the name of its class, with a sentence on what it shows. */
public final class Examples {
    public static final Map<String, String> ALL = all();

    private Examples() {}

    private static Map<String, String> all() {
        Map<String, String> examples = new TreeMap<>();
        examples.put("WordCount", "FILE: the words of a text and how often each occurs");
        return Collections.unmodifiableMap(examples);
    }
}
