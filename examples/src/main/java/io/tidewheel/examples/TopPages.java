package io.tidewheel.examples;

import static io.tidewheel.api.Aggregators.several;
import static io.tidewheel.api.Aggregators.sumLong;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Order;
import io.tidewheel.api.Tidewheel;
import java.util.List;

/** Several aggregates at once, straight into a record: the pages that send the most bytes. */
public final class TopPages {
    /** What the log says about one page. */
    public record Page(String path, long requests, long bytes, long largest) {}

    private record Totals(long requests, long bytes, long largest) {}

    private TopPages() {}

    public static void main(String[] args) {
        Usage.require(args, 1, "TopPages LOG");
        try (Tidewheel tw = Tidewheel.open()) {
            run(tw, args[0], 10).forEach(System.out::println);
        }
    }

    /** What the log says about each page. */
    static KeyedFlow<String, Page> pages(Flow<String> log) {
        return log.flatMap(Request::parse)
                .keyBy(Request::page, Request::bytes)
                .aggregate(several(
                        Aggregators.<Long>count(),
                        sumLong((Long bytes) -> bytes),
                        Aggregators.<Long>max(),
                        Totals::new))
                .mapValues((page, totals) -> new Page(page, totals.requests(), totals.bytes(), totals.largest()));
    }

    public static List<Page> run(Tidewheel tw, String path, int limit) {
        return tw.textFile(path)
                .via(TopPages::pages)
                .values()
                .takeOrdered(limit, Order.by(Page::bytes).reversed().thenBy(Page::path));
    }
}
