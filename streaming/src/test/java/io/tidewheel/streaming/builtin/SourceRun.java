package io.tidewheel.streaming.builtin;

import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceState;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What tests of sources need of a query. */
final class SourceRun {
    private static final SourceState NOTHING = key -> null;

    private SourceRun() {}

    static SourceContext context(Clock clock, int parallelism, Runnable wake) {
        return new SourceContext("q", "s", Storages.DEFAULT, clock, parallelism, NOTHING, wake);
    }

    static <T> List<T> read(SourceDriver<T> driver, List<Split> splits) throws Exception {
        List<T> read = new ArrayList<>();
        RowReceiver<T> receiver = new RowReceiver<>() {
            @Override
            public void row(T row) {
                read.add(row);
            }

            @Override
            public void bad(String record, String position, Exception problem) throws Exception {
                throw problem;
            }
        };
        for (Split split : splits) {
            try (SplitReader<T> reader = driver.format().open(split)) {
                while (reader.read(receiver, 3)) {
                    assert !reader.position().isEmpty();
                }
            }
        }
        return read;
    }
}
