package io.tidewheel.integration.streaming;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;

/** Streams over the local backend. */
class LocalStreamsTest extends StreamsSuite {
    @Override
    Tidewheel open(TidewheelBuilder builder) {
        return builder.open();
    }
}
