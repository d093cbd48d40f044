package io.tidewheel.launcher;

import java.util.List;

/** One thing {@code tidewheel} can do. */
interface Command {
    /** How it is called, after {@code tidewheel }, such as {@code run [OPTIONS] EXAMPLE [ARGUMENTS]}. */
    String synopsis();

    /** One sentence. */
    String doc();

    List<Option> options();

    /** Does it, and says how it ended: an exit code. */
    int run(Arguments arguments) throws Exception;

    default String name() {
        String synopsis = synopsis();
        int space = synopsis.indexOf(' ');
        return space < 0 ? synopsis : synopsis.substring(0, space);
    }
}
