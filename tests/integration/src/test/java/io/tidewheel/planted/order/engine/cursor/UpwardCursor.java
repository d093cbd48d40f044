package io.tidewheel.planted.order.engine.cursor;

import io.tidewheel.planted.order.engine.schedule.TopScheduler;

/** The lowest package that knows the highest. */
public record UpwardCursor(TopScheduler scheduler) {}
