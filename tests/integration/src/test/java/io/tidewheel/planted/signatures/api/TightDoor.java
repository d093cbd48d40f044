package io.tidewheel.planted.signatures.api;

import io.tidewheel.planted.signatures.engine.InternalPlan;

/** A published type that uses an internal one inside, which is what it is for. */
public final class TightDoor {
    private final InternalPlan plan;

    TightDoor(InternalPlan plan) {
        this.plan = plan;
    }

    public String explain() {
        return plan.name();
    }
}
