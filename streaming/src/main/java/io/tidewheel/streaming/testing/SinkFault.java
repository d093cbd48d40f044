package io.tidewheel.streaming.testing;

/** Where a test makes a fake sink fail, by throwing. */
@FunctionalInterface
public interface SinkFault {
    /** No faults. */
    SinkFault NONE = step -> {};

    /**
     * Called at "before open", "after open" and likewise for recover, write or prepare, commit, abort and close: before
     * the call has done anything, and after all that it does has happened.
     */
    void at(String step) throws Exception;
}
