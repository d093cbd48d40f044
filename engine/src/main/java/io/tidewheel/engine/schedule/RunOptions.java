package io.tidewheel.engine.schedule;

import io.tidewheel.engine.task.Parameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a prepared plan.
 *
 * @param partitions which partitions of the last stage; null for all
 * @param keepOutputs the next run goes on with other partitions of the same data: exchange outputs stay for it
 * @param group what {@code cancelGroup} names; empty for none
 * @param pool the fair-scheduling pool; empty for the default one
 */
public record RunOptions(
        Parameters parameters,
        @Nullable List<Integer> partitions,
        boolean keepOutputs,
        String description,
        String group,
        String pool) {
    public static final RunOptions ALL = new RunOptions(Parameters.NONE, null, false, "", "", "");

    public RunOptions {
        partitions = partitions == null ? null : List.copyOf(partitions);
    }

    /** Some partitions, with others to come in later runs. */
    public RunOptions withPartitions(List<Integer> wanted) {
        return new RunOptions(parameters, wanted, true, description, group, pool);
    }

    public RunOptions withParameters(Parameters values) {
        return new RunOptions(values, partitions, keepOutputs, description, group, pool);
    }

    public RunOptions describedAs(String what, String inGroup, String inPool) {
        return new RunOptions(parameters, partitions, keepOutputs, what, inGroup, inPool);
    }
}
