package io.tidewheel.checkpoint.testing;

import java.time.Duration;

/** What happens to one call of a storage. */
public sealed interface Fault {
    /** The call does what it should. */
    Fault NONE = new None();

    /** When a call ends badly. */
    enum Moment {
        /** It has had no effect. */
        BEFORE,
        /**
         * Half of the bytes are written; a file that is renamed on a simulated local disk has both names. For other calls
         * as {@link #AFTER}.
         */
        MIDWAY,
        /** It has had its effect, of which the caller does not hear. */
        AFTER
    }

    record None() implements Fault {}

    /** The call throws an IOException. */
    record Failure(Moment moment) implements Fault {}

    /**
     * The process dies: the call and all that follow throw a {@link SimulatedCrash}.
     *
     * @param withPower its machine as well, and all processes on it; what was not synced may be lost
     */
    record Crash(Moment moment, boolean withPower) implements Fault {}

    /** The call takes so long, by the clock that the storage was given, and then does what it should. */
    record Delay(Duration duration) implements Fault {}

    /** A listing that does not know the latest changes of its directory; for other calls as {@link #NONE}. */
    record Stale(int changes) implements Fault {}

    static Fault failure(Moment moment) {
        return new Failure(moment);
    }

    static Fault kill(Moment moment) {
        return new Crash(moment, false);
    }

    static Fault powerFailure(Moment moment) {
        return new Crash(moment, true);
    }

    static Fault delay(Duration duration) {
        return new Delay(duration);
    }

    /** @param changes how many created, deleted or renamed entries are still seen as before */
    static Fault staleBy(int changes) {
        return new Stale(changes);
    }
}
