package io.tidewheel.streaming.task;

import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one batch reads of one source.
 *
 * @param splits in the source's order
 * @param tasks by split: which task reads it
 */
public record BatchInput<T>(SplitFormat<T> format, List<Split> splits, List<Integer> tasks, BadRows badRows)
        implements Serializable {
    public BatchInput {
        splits = List.copyOf(splits);
        tasks = List.copyOf(tasks);
    }

    List<Split> ofTask(int task) {
        return IntStream.range(0, splits.size())
                .filter(i -> tasks.get(i) == task)
                .mapToObj(splits::get)
                .toList();
    }
}
