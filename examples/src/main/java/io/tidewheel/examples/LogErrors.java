package io.tidewheel.examples;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;

/** One dataset read by two jobs, hence cached: how many requests failed in each hour, and the first of them. */
public final class LogErrors {
    /** @param first the pages that failed first, in the order of the log */
    public record Report(List<Pair<String, Long>> failuresPerHour, List<String> first) {}

    private LogErrors() {}

    public static void main(String[] args) {
        Usage.require(args, 1, "LogErrors LOG");
        try (Tidewheel tw = Tidewheel.open()) {
            Report report = run(tw, args[0]);
            report.failuresPerHour().forEach(hour -> System.out.println(hour.key() + "\t" + hour.value()));
            report.first().forEach(page -> System.out.println("first: " + page));
        }
    }

    public static Report run(Tidewheel tw, String path) {
        Dataset<Request> failed = tw.textFile(path).via(LogErrors::failed).cache();
        List<Pair<String, Long>> perHour =
                failed.via(LogErrors::perHour).sortByKey().collect();
        List<String> first = failed.map(Request::page).take(3);
        failed.unpersist();
        return new Report(perHour, first);
    }

    static Flow<Request> failed(Flow<String> log) {
        return log.flatMap(Request::parse)
                .filter(request -> request.status() >= 400)
                .named("failed requests");
    }

    static KeyedFlow<String, Long> perHour(Flow<Request> failed) {
        return failed.keyBy(Request::hour).aggregate(count());
    }
}
