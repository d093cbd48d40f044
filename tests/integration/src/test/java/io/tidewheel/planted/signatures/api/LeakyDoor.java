package io.tidewheel.planted.signatures.api;

import io.tidewheel.planted.signatures.engine.InternalPlan;
import java.util.List;

/** A published type whose signatures show an internal one, also as an element of a generic type. */
public class LeakyDoor {
    protected final InternalPlan field = new InternalPlan("leak");

    public List<InternalPlan> plan() {
        return List.of(hiddenPlan());
    }

    public void take(InternalPlan[] plans) {}

    InternalPlan hiddenPlan() {
        return field;
    }
}
