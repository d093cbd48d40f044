package io.tidewheel.integration.operations;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.integration.hostile.HostileBackend;

/** The contract of operations over a backend that serialises everything, reorders, and runs every task twice. */
class HostileOperationsTest extends OperationsSuite {
    static Tidewheel hostile(String master, boolean repeatsTasks) {
        Master parsed = Master.parse(master, 2);
        return BackendDoor.open(master, local -> HostileBackend.instead(local, parsed, 20_261_122, repeatsTasks));
    }

    @Override
    Tidewheel open(String master) {
        return hostile(master, true);
    }

    @Override
    boolean repeatsTasks() {
        return true;
    }

    @Override
    boolean keepsCaches() {
        return false;
    }
}
