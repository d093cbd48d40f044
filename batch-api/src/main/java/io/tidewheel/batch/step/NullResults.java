package io.tidewheel.batch.step;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/** The error of a function that returned null where it must not. */
final class NullResults {
    private static final int SHOWN = 200;

    private NullResults() {}

    static TidewheelException of(String operation, @Nullable Object row, String expected, String advice) {
        String text = String.valueOf(row);
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return new TidewheelException(
                Kind.USER_FUNCTION,
                "the function of " + operation + " returned null for " + shown + " instead of " + expected + "; "
                        + advice);
    }
}
