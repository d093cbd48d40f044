package io.tidewheel.examples;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;

/** Checks what an example was called with. */
final class Usage {
    private Usage() {}

    /** @param usage such as {@code WordCount FILE} */
    static void require(String[] args, int count, String usage) {
        if (args.length != count) {
            throw new TidewheelException(
                    CONFIGURATION, usage + " takes " + count + " argument(s), but got " + args.length);
        }
    }
}
