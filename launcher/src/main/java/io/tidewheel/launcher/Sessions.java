package io.tidewheel.launcher;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Configuration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The open sessions of this process. Thread-safe. */
final class Sessions {
    private static final List<Tidewheel> OPEN = new CopyOnWriteArrayList<>();

    private Sessions() {}

    /** Gives settings to every session, and shows its progress. */
    static void follow(Configuration settings, Progress progress) {
        Tidewheel.launchWith(settings, session -> {
            OPEN.removeIf(Tidewheel::isClosed);
            OPEN.add(session);
            session.listen(progress);
        });
    }

    /** Cancels what runs and closes the sessions, so that they delete their files. */
    static void stopAll() {
        for (Tidewheel session : OPEN) {
            session.close();
        }
    }
}
