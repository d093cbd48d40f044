package io.tidewheel.streaming.source;

/** Takes what a reader reads. */
public interface RowReceiver<T> {
    /** Takes a row: a fresh object that the reader does not touch again. */
    void row(T row) throws Exception;

    /**
     * Takes a record that is not what it should be. What becomes of it is the query's policy: the batch fails, it is
     * counted, or it goes to the dead letters.
     *
     * @param record as it was found, shortened if very long
     * @param position where: "in/a.log line 17"
     * @param problem what is wrong
     */
    void bad(String record, String position, Exception problem) throws Exception;
}
