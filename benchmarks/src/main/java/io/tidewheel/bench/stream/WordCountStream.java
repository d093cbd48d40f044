package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * How often each word occurs in the files under {@code -Ddata}/words: one method, as a batch or as a stream,
 * exactly once, durable on the local disk.
 *
 * <p>Arguments: batch or stream; rounds; folder; files a batch, 1 if not given.
 */
public final class WordCountStream {
    private WordCountStream() {}

    private static KeyedFlow<String, Long> counts(Flow<String> lines) {
        return lines.flatMap(line -> Arrays.asList(line.split(" ")))
                .keyBy(word -> word)
                .aggregate(count())
                .named("counts");
    }

    public static void main(String[] arguments) throws Exception {
        String words = System.getProperty("data", "data") + "/words";
        boolean isStream = arguments[0].equals("stream");
        long files = arguments.length > 3 ? Long.parseLong(arguments[3]) : 1;
        Path folder = Files.createTempDirectory(Path.of(arguments[2]), "word-count-stream-");
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                long begin = System.nanoTime();
                long keys = isStream
                        ? stream(tidewheel, words, folder.resolve("checkpoint-" + round), files)
                        : tidewheel.textFile(words).via(WordCountStream::counts).count();
                System.out.printf(
                        Locale.ROOT, "words %d %.3f ms, %s%n", keys, (System.nanoTime() - begin) / 1e6, arguments[0]);
            }
        } finally {
            RunningCount.delete(folder);
        }
    }

    private static long stream(Tidewheel tidewheel, String words, Path checkpoint, long files) {
        Streams streams = Streams.on(tidewheel)
                .checkpoint(checkpoint.toString())
                .maxFilesPerBatch(files)
                .trigger(Trigger.availableNow());
        streams.from("words", FileSource.lines(words))
                .via(WordCountStream::counts)
                .to("out", new NoSink<>());
        Query query = streams.start("word-count");
        query.await();
        return query.lastProgress().stateOperators().get(0).numRowsTotal();
    }
}
