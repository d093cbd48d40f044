package io.tidewheel.integration.operations;

import io.tidewheel.api.Tidewheel;

/** The contract of operations over the local backend. */
class LocalOperationsTest extends OperationsSuite {
    @Override
    Tidewheel open(String master) {
        return Tidewheel.builder().master(master).name("operations").open();
    }
}
