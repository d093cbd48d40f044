package io.tidewheel.engine.task;

/** Where the side results of tasks go on the driver. Called by a backend; thread-safe. */
@FunctionalInterface
public interface SideResults {
    /** Nobody wants them. */
    SideResults IGNORED = (id, partial) -> {};

    /**
     * Takes one entry of {@link TaskContext#sideResults()}: once for each stage and partition of a job, from the
     * attempt whose result counts. The partial result passes to the callee.
     *
     * @throws Exception what user code threw; the job fails with it
     */
    void merge(long id, Object partial) throws Exception;
}
