package io.tidewheel.api;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments are checked where a dataset is defined, not when it runs. */
final class Checks {
    private Checks() {}

    static void argument(boolean legal, String message, @Nullable Object... details) {
        if (!legal) {
            throw new TidewheelException(Kind.CONFIGURATION, String.format(Locale.ROOT, message, details));
        }
    }

    /** What pipe starts, and with which variables. */
    static void command(@Nullable List<String> command, @Nullable Map<String, String> environment) {
        Given.argument("pipe", "command", command);
        Given.argument("pipe", "environment", environment);
        argument(!command.isEmpty(), "pipe: the command is empty; give the program's name and its arguments");
        for (int i = 0; i < command.size(); i++) {
            Object word = command.get(i);
            argument(word != null, "pipe %s: word %s of the command is null", command, i);
        }
        environment.forEach((name, value) -> argument(
                name != null && value != null,
                "pipe %s: environment variable %s is %s; leave out what has no value",
                command,
                name,
                value));
    }

    /** Keys of a collection are known: the first tells whether they can be keys. */
    static void pairs(@Nullable Collection<? extends @Nullable Pair<?, ?>> pairs) {
        Given.argument("parallelizePairs", "collection", pairs);
        int index = 0;
        for (Pair<?, ?> pair : pairs) {
            argument(
                    pair != null,
                    "parallelizePairs: element %s is null; a pair may hold nulls but must be there",
                    index);
            if (index == 0) {
                KeyHash.check(pair.key());
            }
            index++;
        }
    }

    static void partitions(String operation, int partitions) {
        argument(partitions >= 1, "%s into %s partitions: there must be at least 1", operation, partitions);
    }
}
