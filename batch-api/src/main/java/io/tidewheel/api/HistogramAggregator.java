package io.tidewheel.api;

import io.tidewheel.function.ToDouble;

/** Counts numbers in given buckets; those in none are ignored. */
@SuppressWarnings("ArrayRecordComponent") // a copy, never changed or compared
record HistogramAggregator<V>(ToDouble<? super V> number, double[] bounds) implements Aggregator<V, long[], Histogram> {
    @Override
    public long[] create() {
        return new long[bounds.length - 1];
    }

    @Override
    public long[] add(long[] counts, V value) throws Exception {
        int bucket = Histogram.bucket(bounds, number.map(value));
        if (bucket >= 0) {
            counts[bucket]++;
        }
        return counts;
    }

    @Override
    public long[] merge(long[] left, long[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    @Override
    public Histogram finish(long[] counts) {
        return new Histogram(bounds, counts);
    }
}
