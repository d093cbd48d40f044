package io.tidewheel.bench.batch;

import io.tidewheel.api.Tidewheel;
import java.util.Arrays;

/** How often each word occurs in the files under {@code -Ddata}/words. */
public final class WordCount {
    private WordCount() {}

    public static void main(String[] arguments) throws Exception {
        String words = System.getProperty("data", "data") + "/words";
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Laps.run("wordcount", 3, () -> tidewheel
                    .textFile(words)
                    .flatMap(line -> Arrays.asList(line.split(" ")))
                    .keyBy(word -> word, word -> 1L)
                    .reduceByKey(Long::sum)
                    .count());
        }
    }
}
