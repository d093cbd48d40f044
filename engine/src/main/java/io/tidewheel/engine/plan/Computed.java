package io.tidewheel.engine.plan;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.Serializable;
import java.util.List;

/**
 * A value that a sub-plan must give before another stage can run: range bounds, counts, a broadcast side. Backends run
 * it as a plan of its own, once, and hand the value to tasks, which find it in their context by {@link #id}.
 *
 * @param id unique in its session
 */
public record Computed<V>(long id, String name, PlanNode plan, Action<?> action, Finish<V> finish)
        implements Serializable {
    /** Makes the value from the results of all partitions, in their order. Runs on the driver. */
    @FunctionalInterface
    public interface Finish<V> extends Serializable {
        V finish(List<?> partitionResults) throws Exception;
    }

    /**
     * The value made from the results of all partitions, in their order. Called on the driver.
     *
     * @throws TidewheelException (USER_FUNCTION) names what could not be made, and why
     */
    public V value(List<?> partitionResults) {
        try {
            return finish.finish(partitionResults);
        } catch (TidewheelException e) {
            throw e;
        } catch (Exception e) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION, name + " could not be found on the driver: " + e + "; correct the function", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Computed<?> that && that.id == id;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return name;
    }
}
