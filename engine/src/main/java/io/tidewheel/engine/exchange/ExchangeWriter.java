package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One map task's side of an exchange: accept*, then one of {@link #finish} or {@link #close}. */
public abstract class ExchangeWriter extends Sink implements AutoCloseable {
    /** One block per reduce partition, null where it got no row. The memory they hold passes to the caller. */
    public abstract List<@Nullable Block> finish() throws Exception;

    /**
     * After a failure: how many of the rows that came last may have come after the one it is about, because they were
     * dealt with together.
     */
    public int rowsBehind() {
        return 0;
    }

    /** Lets go of memory and files; after {@link #finish}, or twice, it does nothing. */
    @Override
    public abstract void close() throws IOException;
}
