package io.tidewheel.engine.schedule;

import io.tidewheel.engine.task.Parameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a prepared plan.
 *
 * @param partitions which partitions of the last stage; null for all
 * @param group what {@code cancelGroup} names; empty for none
 * @param pool the fair-scheduling pool; empty for the default one
 */
public record RunOptions(
        Parameters parameters, @Nullable List<Integer> partitions, String description, String group, String pool) {
    public static final RunOptions ALL = new RunOptions(Parameters.NONE, null, "", "", "");

    public RunOptions withPartitions(List<Integer> wanted) {
        return new RunOptions(parameters, List.copyOf(wanted), description, group, pool);
    }

    public RunOptions withParameters(Parameters values) {
        return new RunOptions(values, partitions, description, group, pool);
    }
}
