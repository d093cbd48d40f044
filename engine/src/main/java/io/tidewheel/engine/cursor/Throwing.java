package io.tidewheel.engine.cursor;

/** Lets a checked exception pass through code that may not declare it, unwrapped: the user's exception stays as it is. */
public final class Throwing {
    private Throwing() {}

    /** Throws {@code failure}; declared to return so that callers can write {@code throw}. */
    public static RuntimeException sneak(Throwable failure) {
        return Throwing.<RuntimeException>cast(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: the cast never happens
    private static <E extends Throwable> E cast(Throwable failure) throws E {
        throw (E) failure;
    }
}
