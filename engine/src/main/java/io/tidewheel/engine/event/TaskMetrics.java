package io.tidewheel.engine.event;

/**
 * What one successful attempt did.
 *
 * @param nanos from its start to its end
 * @param outputRows rows it wrote for the next stage; 0 in the last stage
 * @param outputBytes estimated heap bytes of those rows
 */
public record TaskMetrics(long nanos, long outputRows, long outputBytes) {}
