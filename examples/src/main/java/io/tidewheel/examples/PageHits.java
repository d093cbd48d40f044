package io.tidewheel.examples;

import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.streaming.Trigger.every;
import static java.time.Duration.ofSeconds;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.ConsoleSink;
import io.tidewheel.streaming.sink.StreamSink;
import java.util.List;

/**
 * How often each page was asked for: a job that is defined once, without saying where its input comes from. With one
 * argument it reads a log and ends; with two it goes on for ever over the files that appear in a folder, and after a
 * crash from where it was.
 */
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
        Usage.require(args, 1, 2, "PageHits LOG | FOLDER CHECKPOINT");
        try (Tidewheel tw = Tidewheel.open()) {
            if (args.length == 1) {
                tw.textFile(args[0]).via(PageHits::hits).forEach(System.out::println);
            } else {
                start(tw, args[0], args[1], ConsoleSink.rows()).await();
            }
        }
    }

    /** Every page with its number of requests. */
    public static List<Pair<String, Long>> run(Tidewheel tw, String path) {
        return tw.textFile(path).via(PageHits::hits).collect();
    }

    /** Lets it run: {@code out} gets, once a second, every page that was asked for, with all its requests so far. */
    public static Query start(
            Tidewheel tw, String folder, String checkpoint, StreamSink<? super Pair<String, Long>> out) {
        Streams streams = Streams.on(tw).checkpoint(checkpoint).trigger(every(ofSeconds(1)));
        streams.from("log", FileSource.lines(folder)).via(PageHits::hits).to("out", out);
        return streams.start("page-hits");
    }
}
