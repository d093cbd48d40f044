package io.tidewheel.api;

import io.tidewheel.engine.schedule.Backend;
import io.tidewheel.engine.schedule.LocalBackend;
import java.util.function.Function;

/** Opens sessions on other backends, through the package's own door. */
public final class BackendDoor {
    private BackendDoor() {}

    /** @param wrap makes the session's backend; what it makes closes the local one that it is given */
    public static Tidewheel open(String master, Function<LocalBackend, Backend> wrap) {
        return open(Tidewheel.builder().master(master), wrap);
    }

    /** @param wrap as above */
    public static Tidewheel open(TidewheelBuilder builder, Function<LocalBackend, Backend> wrap) {
        return builder.around(wrap).open();
    }
}
