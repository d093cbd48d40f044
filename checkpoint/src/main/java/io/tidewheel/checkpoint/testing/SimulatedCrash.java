package io.tidewheel.checkpoint.testing;

/** Ends a simulated process. Not an exception, so that no code that deals with exceptions survives it. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String message) {
        super(message);
    }
}
