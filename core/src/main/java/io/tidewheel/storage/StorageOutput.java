package io.tidewheel.storage;

import java.io.IOException;
import java.io.OutputStream;

/** A new file being written, from its first byte to its last. Used by one thread. */
public abstract class StorageOutput extends OutputStream {
    /** Returns when all bytes written so far will be there after a power failure, and readers that open now see them. */
    public abstract void sync() throws IOException;

    /**
     * Makes room for so many bytes from the beginning, as zeros, where the storage can: later syncs then need not make a
     * new length durable. Readers see the zeros that nothing was written over. A hint: the default does nothing.
     */
    public void preallocate(long bytes) throws IOException {}

    /** How many bytes have been written. */
    public abstract long position();
}
