package io.tidewheel.engine.plan;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/** What an operation is given must be there: asked when the plan is made, where the trace shows who gave it. */
public final class Given {
    private Given() {}

    /** @throws TidewheelException (CONFIGURATION) if the function is null */
    public static void function(String operation, @Nullable Object function) {
        argument(operation, "function", function);
    }

    /** @throws TidewheelException (CONFIGURATION) if the argument is null */
    public static void argument(String operation, String what, @Nullable Object argument) {
        if (argument == null) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, operation + " was given null as its " + what + ", which it cannot do without");
        }
    }
}
