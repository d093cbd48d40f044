package io.tidewheel.batch.action;

import io.tidewheel.engine.cursor.Sink;
import org.jspecify.annotations.Nullable;

/** The end of a chain, which makes one result of all rows. Templates have one constructor: (function, TaskContext). */
abstract class ResultSink extends Sink {
    abstract @Nullable Object result() throws Exception;
}
