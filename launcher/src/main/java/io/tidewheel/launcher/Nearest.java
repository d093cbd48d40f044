package io.tidewheel.launcher;

import io.tidewheel.config.NearestName;
import java.util.Collection;

/** What somebody who mistyped a name may have meant. */
final class Nearest {
    private Nearest() {}

    /** {@code ", did you mean --master?"}, or nothing when no name is near. */
    static String hint(String name, Collection<String> names) {
        return NearestName.near(name, names)
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
    }
}
