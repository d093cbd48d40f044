package io.tidewheel.junit;

/** How long the session of a {@link TidewheelTest} lives. */
public enum SessionLifecycle {
    /** Each test method has a fresh session. */
    PER_METHOD,

    /** All methods of the class share one session, and with it what they cache. */
    PER_CLASS
}
