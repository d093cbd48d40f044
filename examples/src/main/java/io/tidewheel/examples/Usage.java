package io.tidewheel.examples;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;

/** Checks what an example was called with. */
final class Usage {
    private Usage() {}

    /** @param usage such as {@code WordCount FILE} */
    static void require(String[] args, int count, String usage) {
        require(args, count, count, usage);
    }

    static void require(String[] args, int least, int most, String usage) {
        if (args.length < least || args.length > most) {
            String expected = least == most ? "" + least : least + " to " + most;
            throw wrong(usage + " takes " + expected + " argument(s), but got " + args.length);
        }
    }

    /** @param name of the argument, as the usage has it */
    static long number(String text, long least, long most, String name, String usage) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw wrong(usage + ": " + name + " is '" + text + "', but must be a number from " + least + " to " + most);
    }

    /** One line: no place in the code is to be corrected. */
    private static TidewheelException wrong(String message) {
        TidewheelException wrong = new TidewheelException(CONFIGURATION, message);
        wrong.setStackTrace(new StackTraceElement[0]);
        return wrong;
    }
}
