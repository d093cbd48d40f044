package io.tidewheel.junit;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Configuration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that somebody opened in this JVM and has not closed. */
record OpenSessions(Set<Tidewheel> sessions) {
    private static final Set<Tidewheel> OPENED = ConcurrentHashMap.newKeySet();

    /** From now on every session of this JVM is heard of. */
    static void watch() {
        Tidewheel.launchWith(
                Configuration.builder().environment(System.getenv()).build(), OPENED::add);
    }

    static OpenSessions now() {
        OPENED.removeIf(Tidewheel::isClosed);
        return new OpenSessions(Set.copyOf(OPENED));
    }

    List<String> leakedSince(OpenSessions before) {
        return sessions.stream()
                .filter(session -> !before.sessions.contains(session))
                .map(Tidewheel::toString)
                .sorted()
                .toList();
    }
}
