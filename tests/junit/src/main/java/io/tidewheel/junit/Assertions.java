package io.tidewheel.junit;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.DoubleDataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.LongDataset;

/**
 * What a dataset holds, as AssertJ assertions. May be imported statically beside {@code org.assertj.core.api.Assertions}:
 * the overloads of both are found. Every assertion runs a job; a failure shows the rows that differ and the plan.
 */
public final class Assertions {
    private Assertions() {}

    public static <T> DatasetAssert<T> assertThat(Dataset<T> actual) {
        return new DatasetAssert<>(actual);
    }

    public static <K, V> KeyedDatasetAssert<K, V> assertThat(KeyedDataset<K, V> actual) {
        return new KeyedDatasetAssert<>(actual);
    }

    public static DatasetAssert<Long> assertThat(LongDataset actual) {
        return new DatasetAssert<>(actual.boxed());
    }

    public static DatasetAssert<Double> assertThat(DoubleDataset actual) {
        return new DatasetAssert<>(actual.boxed());
    }
}
