package io.tidewheel.examples;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Every example by the name of its class, with what it takes and shows. */
public final class Examples {
    public static final Map<String, String> ALL = all();

    private Examples() {}

    private static Map<String, String> all() {
        Map<String, String> examples = new TreeMap<>();
        examples.put("Enrich", "LOG OWNERS.csv: a log joined with a table");
        examples.put("LogErrors", "LOG: failed requests per hour, from a cached dataset");
        examples.put("MonteCarloPi", "[POINTS]: numbers without boxes");
        examples.put(
                "PageHits", "LOG: requests per page; FOLDER CHECKPOINT: the same for ever, over files that appear");
        examples.put("PageRank", "LINKS ROUNDS: an iterative job; a line of LINKS is FROM TO");
        examples.put("SecondarySort", "values in order within each key");
        examples.put("TopPages", "LOG: several aggregates at once, into a record");
        examples.put("WordCount", "FILE: the most frequent words of a text");
        return Collections.unmodifiableMap(examples);
    }
}
