package io.tidewheel.streaming;

import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.SourceState;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import java.io.IOException;
import java.util.List;

/** Asks another driver; tests change some of the answers. */
public class ForwardingDriver<T> implements SourceDriver<T> {
    private final SourceDriver<T> driver;

    public ForwardingDriver(SourceDriver<T> driver) {
        this.driver = driver;
    }

    @Override
    public Offset start() throws Exception {
        return driver.start();
    }

    @Override
    public SourcePlan plan(Offset from, SourceLimit limit) throws Exception {
        return driver.plan(from, limit);
    }

    @Override
    public boolean freezeEnd() throws Exception {
        return driver.freezeEnd();
    }

    @Override
    public boolean wakes() {
        return driver.wakes();
    }

    @Override
    public SplitFormat<T> format() {
        return driver.format();
    }

    @Override
    public void remember(List<Split> splits, SourceState.Changes changes) throws Exception {
        driver.remember(splits, changes);
    }

    @Override
    public void commit(Offset lowWater) throws Exception {
        driver.commit(lowWater);
    }

    @Override
    public void close() throws IOException {
        driver.close();
    }
}
