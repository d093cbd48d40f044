package io.tidewheel.planted.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** A subclass, which would slip past a rule that looks at constructors of the JDK's class only. */
public final class OpenObjectStream extends ObjectInputStream {
    public OpenObjectStream(InputStream in) throws IOException {
        super(in);
    }
}
