package io.tidewheel.examples;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;

/** A log joined with a table of who owns which part of the site; parts without an owner are kept. */
public final class Enrich {
    private Enrich() {}

    public static void main(String[] args) {
        Usage.require(args, 2, "Enrich LOG OWNERS.csv");
        try (Tidewheel tw = Tidewheel.open()) {
            run(tw, args[0], args[1]).forEach(owner -> System.out.println(owner.key() + "\t" + owner.value()));
        }
    }

    /**
     * Requests per owner.
     *
     * @param owners lines of {@code section,owner}, such as {@code blog,Ada}
     */
    public static List<Pair<String, Long>> run(Tidewheel tw, String log, String owners) {
        KeyedDataset<String, String> ownerOf =
                tw.textFile(owners).map(line -> line.split(",")).keyBy(fields -> fields[0], fields -> fields[1]);
        return tw.textFile(log)
                .via((Flow<String> lines) -> perOwner(lines, ownerOf))
                .sortByKey()
                .collect();
    }

    /** Requests per owner, of a log that has an end or none. */
    static KeyedFlow<String, Long> perOwner(Flow<String> log, KeyedDataset<String, String> ownerOf) {
        return log.flatMap(Request::parse)
                .keyBy(request -> section(request.page()))
                .leftJoin(ownerOf, (request, owner) -> owner == null ? "nobody" : owner)
                .values()
                .keyBy(owner -> owner)
                .aggregate(count());
    }

    private static String section(String page) {
        int end = page.indexOf('/', 1);
        return page.substring(1, end < 0 ? page.length() : end);
    }
}
