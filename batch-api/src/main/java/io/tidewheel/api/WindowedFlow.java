package io.tidewheel.api;

import io.tidewheel.data.Windowed;
import java.time.Duration;

/**
 * Keys with values in windows of event time. Immutable and thread-safe.
 *
 * <p>A batch has all rows, so all its windows are finished and nothing is late. In a stream a window is finished when the
 * watermark reaches its end and the allowed lateness has passed: in the very batch whose rows move it there. A row that
 * reaches none of its windows any more is late: it is left out, counted, and found in {@link #lateRows}.
 */
public interface WindowedFlow<K, V> {
    /**
     * Keeps windows open for so much longer, in event time; each is still given once, with all its rows. A query may go on
     * with another lateness than it had: windows that it has given stay given, and their rows are late whatever it allows
     * now; windows that it would not have waited for come with the next batch.
     */
    WindowedFlow<K, V> allowedLateness(Duration lateness);

    /** When a stream gives windows; by default {@link OutputMode#APPEND}. Sessions cannot be updated: they merge. */
    WindowedFlow<K, V> outputMode(OutputMode mode);

    /**
     * What {@code aggregator} makes of all values of each key in each window that has any. With {@link OutputMode#APPEND}
     * what follows may do anything with the windows, which are final.
     *
     * <p>Values of one tumbling window are aggregated in the order in which they came. Windows that overlap are put together
     * of the spans that they share, in the order of time; within such a span, as long as the greatest common divisor of
     * size and slide, values are in the order in which they came. Those of sessions come together in parts, in no particular
     * order: take an aggregator that does not depend on it.
     */
    <R> KeyedFlow<Windowed<K>, R> aggregate(Aggregator<? super V, ?, R> aggregator);

    /**
     * The rows that came too late for all of their windows; none in a batch. They are counted by the steps of the query that
     * give these windows; if there is none, under what the windows are.
     */
    KeyedFlow<K, V> lateRows();
}
