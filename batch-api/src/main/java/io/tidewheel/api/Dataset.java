package io.tidewheel.api;

/** Elements, bounded, in partitions. */
public abstract class Dataset<T> implements Flow<T> {
    Dataset() {}

    /** What {@code job} makes of this dataset. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public abstract <R> Dataset<R> via(FlowJob<Flow<T>, R> job);

    /** What {@code job} makes of this dataset. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public abstract <K, V> KeyedDataset<K, V> via(KeyedFlowJob<Flow<T>, K, V> job);
}
