package io.tidewheel.junit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a test must not leave behind, as it was before the test. */
record Leftovers(OpenSessions sessions, LiveThreads threads, OpenFiles files) {
    static Leftovers now() throws IOException {
        return new Leftovers(OpenSessions.now(), LiveThreads.now(), OpenFiles.now());
    }

    /** @throws AssertionError that names every session, thread and file that was not there before */
    void assertNothingNew(String test, List<String> allowedThreads) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        found.addAll(OpenSessions.now().leakedSince(sessions));
        LiveThreads.now().leakedSince(threads, allowedThreads).forEach(thread -> found.add("thread " + thread));
        OpenFiles.now().leakedSince(files).forEach(file -> found.add("open file " + file));
        if (!found.isEmpty()) {
            throw new AssertionError(test + " left behind:\n  " + String.join("\n  ", found)
                    + "\nClose in the test what the test opens, best with try (...).");
        }
    }
}
