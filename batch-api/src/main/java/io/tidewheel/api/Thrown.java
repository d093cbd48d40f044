package io.tidewheel.api;

/** Lets what user code threw through methods that declare nothing, as it was thrown. */
final class Thrown {
    private Thrown() {}

    /** Throws {@code exception}; declared to return so that callers can write {@code throw}. */
    static RuntimeException unchanged(Exception exception) {
        return Thrown.<RuntimeException>as(exception);
    }

    @SuppressWarnings("unchecked") // erased: nothing is cast
    private static <E extends Exception> RuntimeException as(Exception exception) throws E {
        throw (E) exception;
    }
}
