package io.tidewheel.launcher;

import java.util.Collection;
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

    /** The names that the first argument may have; empty if it is a file, as all others are. */
    default Collection<String> names() {
        return List.of();
    }

    default String name() {
        String synopsis = synopsis();
        int space = synopsis.indexOf(' ');
        return space < 0 ? synopsis : synopsis.substring(0, space);
    }
}
