package io.tidewheel.planted.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Reads whatever objects come in. */
public final class TrustingReader {
    private TrustingReader() {}

    public static Object read(InputStream in) throws IOException, ClassNotFoundException {
        try (ObjectInputStream objects = new ObjectInputStream(in)) {
            return objects.readObject();
        }
    }
}
