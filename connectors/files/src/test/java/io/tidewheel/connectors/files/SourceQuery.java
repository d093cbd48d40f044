package io.tidewheel.connectors.files;

import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.SourceState;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.source.StreamSource;
import io.tidewheel.time.Clock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The part of a query that a source sees: its state and offset survive {@link #restart}. */
final class SourceQuery<T> {
    private final StreamSource<T> source;
    final Map<ByteBuffer, byte[]> state = new HashMap<>();
    final List<String> bad = new ArrayList<>();
    final Semaphore woken = new Semaphore(0);
    private int parallelism = 2;
    SourceDriver<T> driver;
    Offset at;

    SourceQuery(StreamSource<T> source) throws Exception {
        this.source = source;
        restart();
        at = driver.start();
    }

    SourceQuery<T> parallelism(int tasks) throws Exception {
        parallelism = tasks;
        restart();
        return this;
    }

    void restart() throws Exception {
        SourceState readable = key -> state.get(ByteBuffer.wrap(key));
        driver = source.open(
                new SourceContext("q", "in", Storages.DEFAULT, Clock.SYSTEM, parallelism, readable, woken::release));
    }

    SourcePlan plan() throws Exception {
        return driver.plan(at, SourceLimit.NONE);
    }

    /** Plans, reads and commits a batch. */
    List<T> runBatch() throws Exception {
        SourcePlan plan = plan();
        List<T> rows = read(plan.splits());
        commit(plan);
        return rows;
    }

    void commit(SourcePlan plan) throws Exception {
        Map<ByteBuffer, byte[]> changed = new HashMap<>();
        driver.remember(plan.splits(), new SourceState.Changes() {
            @Override
            public void put(byte[] key, byte[] value) {
                changed.put(ByteBuffer.wrap(key), value);
            }

            @Override
            public void remove(byte[] key) {
                changed.put(ByteBuffer.wrap(key), new byte[0]);
            }
        });
        changed.forEach((key, value) -> {
            if (value.length == 0) {
                state.remove(key);
            } else {
                state.put(key, value);
            }
        });
        at = plan.to();
    }

    List<T> read(List<Split> splits) throws Exception {
        List<T> read = new ArrayList<>();
        RowReceiver<T> receiver = new RowReceiver<>() {
            @Override
            public void row(T row) {
                read.add(row);
            }

            @Override
            public void bad(String record, String position, Exception problem) {
                bad.add(position + ": " + record);
            }
        };
        for (Split split : splits) {
            try (SplitReader<T> reader = driver.format().open(split)) {
                while (reader.read(receiver, 100)) {
                    assert !reader.position().isEmpty();
                }
            }
        }
        return read;
    }
}
