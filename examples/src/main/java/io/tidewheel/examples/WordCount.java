package io.tidewheel.examples;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Order;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;

/** How often each word of a text occurs; prints the most frequent ones. */
public final class WordCount {
    private WordCount() {}

    public static void main(String[] args) {
        Usage.require(args, 1, "WordCount FILE");
        try (Tidewheel tw = Tidewheel.open()) {
            top(tw, args[0], 20).forEach(word -> System.out.println(word.key() + "\t" + word.value()));
        }
    }

    /** Every word with its number. */
    static KeyedFlow<String, Long> words(Flow<String> text) {
        return text.flatMap(line -> List.of(line.split("\\W+")))
                .filter(word -> !word.isEmpty())
                .keyBy(word -> word)
                .aggregate(Aggregators.count());
    }

    /** The most frequent words, those of equal number by name. */
    public static List<Pair<String, Long>> top(Tidewheel tw, String path, int limit) {
        Order<Pair<String, Long>> mostFirst =
                Order.<Pair<String, Long>, Long>by(Pair::value).reversed();
        return tw.textFile(path).via(WordCount::words).pairs().takeOrdered(limit, mostFirst.thenBy(Pair::key));
    }
}
