package io.tidewheel.engine.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan that has been cut into stages and may run again and again; nothing grows from run to run. Keeps exchange
 * outputs between runs over different partitions (take, toLocalIterator) until it is closed. One run at a time.
 */
public interface PreparedPlan<R> extends AutoCloseable {
    /** The stages as text, the last first. */
    String explain();

    /**
     * Runs all that the wanted partitions need and gives their results, in the order asked for.
     *
     * @throws io.tidewheel.error.TidewheelException of the kind of its cause
     */
    List<@Nullable R> run(RunOptions options);

    @Override
    void close();
}
