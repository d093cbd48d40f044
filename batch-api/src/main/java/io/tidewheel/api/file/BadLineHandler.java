package io.tidewheel.api.file;

import java.io.Serializable;

/**
 * What becomes of a line that is no record. Called in tasks; add to an accumulator to know of it afterwards, throw to
 * fail the job.
 */
@FunctionalInterface
public interface BadLineHandler extends Serializable {
    void badLine(BadLine line) throws Exception;
}
