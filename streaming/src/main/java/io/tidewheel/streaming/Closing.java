package io.tidewheel.streaming;

import com.google.common.collect.Lists;
import com.google.common.io.Closer;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Closes several things, whatever one of them throws. */
final class Closing {
    private Closing() {}

    /** In their order. What the first one throws is thrown in the end, the others suppressed in it. */
    static void all(List<? extends Closeable> parts) throws IOException {
        try (Closer closer = Closer.create()) { // closes the last registered first
            Lists.reverse(parts).forEach(closer::register);
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
