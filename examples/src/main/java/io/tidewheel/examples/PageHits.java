package io.tidewheel.examples;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;

/** How often each page was asked for: a job that is defined once, without saying where its input comes from. */
public final class PageHits {
    private PageHits() {}

    static KeyedFlow<String, Long> hits(Flow<String> log) {
        return log.map(line -> line.split(" "))
                .filter(fields -> fields.length > 6)
                .keyBy(fields -> fields[6])
                .aggregate(count())
                .named("hits");
    }

    public static void main(String[] args) {
        Usage.require(args, 1, "PageHits LOG");
        try (Tidewheel tw = Tidewheel.open()) {
            tw.textFile(args[0]).via(PageHits::hits).forEach(System.out::println);
        }
    }

    /** Every page with its number of requests. */
    public static List<Pair<String, Long>> run(Tidewheel tw, String path) {
        return tw.textFile(path).via(PageHits::hits).collect();
    }
}
