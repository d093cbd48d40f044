package io.tidewheel.streaming;

/**
 * Does something with the rows of a batch, on the driver. May ignore them, or read them several times. Called again with
 * the same rows and the same batch if the batch failed, or the process died, before it was committed. Of a stream of
 * windows it is called once for each slide that a batch covers, in their order, with the time of the slide; in a batch
 * without one it is not called.
 *
 * @param <D> a dataset of this batch alone: once the batch is over, using it is an error. What is persisted of it is the
 *     function's to unpersist
 */
@FunctionalInterface
public interface BatchFunction<D> {
    void accept(D rows, Batch batch) throws Exception;
}
