package io.tidewheel.streaming.task;

import java.io.Serializable;

/**
 * How a window gets from one slide to the next.
 *
 * @param timeMillis where it ends then
 * @param leaving panes that were in it and are not any more
 * @param entering panes that were not
 */
public record WindowMove(long timeMillis, StoredRuns leaving, StoredRuns entering) implements Serializable {}
