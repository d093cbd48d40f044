package io.tidewheel.connectors.files;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.file.Path;

/** Links on the local disk, which may not lead out of the directory that a source reads. */
final class Links {
    private Links() {}

    /**
     * @param realRoot the directory, without links
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    static void requireInside(Path file, Path realRoot) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(realRoot)) {
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    file + " leads to " + real + ", outside of the directory " + realRoot
                            + " that the source may read; delete the link, or put the file itself there");
        }
    }
}
