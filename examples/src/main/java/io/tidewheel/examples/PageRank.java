package io.tidewheel.examples;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.List;

/** An iterative job: the links are cached and partitioned once, each round joins the ranks to them. */
public final class PageRank {
    private static final String USAGE = "PageRank LINKS ROUNDS";

    private PageRank() {}

    public static void main(String[] args) {
        Usage.require(args, 2, USAGE);
        int rounds = (int) Usage.number(args[1], 0, 1_000, "ROUNDS", USAGE);
        try (Tidewheel tw = Tidewheel.open()) {
            KeyedDataset<String, String> links = tw.textFile(args[0])
                    .map(line -> line.split("\\s+"))
                    .keyBy(fields -> fields[0], fields -> fields[1]);
            run(links, rounds).forEach(page -> System.out.printf("%s\t%.4f%n", page.key(), page.value()));
        }
    }

    /** The rank of every page that has a link, by name. */
    public static List<Pair<String, Double>> run(KeyedDataset<String, String> links, int rounds) {
        KeyedDataset<String, List<String>> targets =
                links.distinct().groupByKey().mapValues(PageRank::listOf).cache();
        KeyedDataset<String, Double> ranks = targets.mapValues(unused -> 1.0);
        for (int round = 0; round < rounds; round++) {
            ranks = targets.join(ranks, PageRank::shares)
                    .values()
                    .<Pair<String, Double>>flatMap(shares -> shares)
                    .mapToPair(share -> share)
                    .reduceByKey(Double::sum)
                    .mapValues(sum -> 0.15 + 0.85 * sum);
        }
        List<Pair<String, Double>> result = ranks.sortByKey().collect();
        targets.unpersist();
        return result;
    }

    private static List<Pair<String, Double>> shares(List<String> targets, double rank) {
        return targets.stream()
                .map(target -> Pair.of(target, rank / targets.size()))
                .toList();
    }

    private static List<String> listOf(Iterable<String> names) {
        List<String> list = new ArrayList<>();
        names.forEach(list::add);
        return list;
    }
}
