package io.tidewheel.bench.jmh;

import io.tidewheel.api.Tidewheel;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One session on both cores, open for a whole fork. */
@State(Scope.Benchmark)
public class Session {
    final Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open();

    @TearDown
    public void close() {
        tidewheel.close();
    }
}
