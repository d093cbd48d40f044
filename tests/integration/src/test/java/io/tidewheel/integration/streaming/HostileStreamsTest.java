package io.tidewheel.integration.streaming;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.integration.hostile.HostileBackend;

/** Streams over a backend that serialises everything, reorders, runs every task twice, and loses stored rows. */
class HostileStreamsTest extends StreamsSuite {
    @Override
    Tidewheel open(TidewheelBuilder builder) {
        Master master = Master.parse("local[2]", 2);
        return BackendDoor.open(builder, local -> HostileBackend.instead(local, master, 20_261_123, true));
    }
}
