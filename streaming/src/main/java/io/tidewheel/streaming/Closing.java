package io.tidewheel.streaming;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;

/** Closes several things, whatever one of them throws. */
final class Closing {
    private Closing() {}

    /** @throws IOException the first that was thrown, the others suppressed in it */
    static void all(Collection<? extends Closeable> parts) throws IOException {
        IOException first = null;
        for (Closeable part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Closes after a failure, which is thrown on. */
    static void after(Throwable failure, Closeable part) {
        try {
            part.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
