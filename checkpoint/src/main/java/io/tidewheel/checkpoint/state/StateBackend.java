package io.tidewheel.checkpoint.state;

/** Where the states of one query lie while it runs. What it holds is always restored from the checkpoint. */
public interface StateBackend extends AutoCloseable {
    /** The name users write: "memory", "disk", "rocksdb". */
    String name();

    /**
     * A new, empty store; once for each operator.
     *
     * @param keyGroups how many key groups there are
     */
    StateStore create(String operator, int keyGroups);

    /** Closes its stores and deletes what they had on disk. */
    @Override
    void close();
}
