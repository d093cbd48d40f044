package io.tidewheel.api;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Arguments are checked where a dataset is defined, not when it runs. */
final class Checks {
    private Checks() {}

    static void argument(boolean legal, String message, @Nullable Object... details) {
        if (!legal) {
            throw new TidewheelException(Kind.CONFIGURATION, String.format(Locale.ROOT, message, details));
        }
    }

    static void partitions(String operation, int partitions) {
        argument(partitions >= 1, "%s into %s partitions: there must be at least 1", operation, partitions);
    }
}
