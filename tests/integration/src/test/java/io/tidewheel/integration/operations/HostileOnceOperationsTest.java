package io.tidewheel.integration.operations;

import io.tidewheel.api.Tidewheel;

/** The same without running tasks twice, so that runs can be counted; still serialised and out of order. */
class HostileOnceOperationsTest extends OperationsSuite {
    @Override
    Tidewheel open(String master) {
        return HostileOperationsTest.hostile(master, false);
    }

    @Override
    boolean keepsCaches() {
        return false;
    }
}
