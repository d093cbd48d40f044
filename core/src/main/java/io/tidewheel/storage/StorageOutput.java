package io.tidewheel.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A new file being written, from its first byte to its last. Used by one thread, and not interrupted: an interrupt may
 * close it. After a write or sync has failed nobody knows what the file holds; all that follow fail as well, and the
 * file is written anew under another name.
 */
public abstract class StorageOutput extends OutputStream {
    /**
     * Returns when all bytes written so far will be there after a power failure, and readers that open now see them. The
     * name of the file is another matter: {@link Storage#syncDirectory}. Nothing happens where
     * {@link Storage#appends} is false.
     */
    public abstract void sync() throws IOException;

    /**
     * Makes room for so many bytes from the beginning, as zeros, where the storage can: later syncs then need not make a
     * new length durable. Called before the first byte. Readers see the zeros that nothing was written over, also after
     * the file was closed. A hint: the default does nothing.
     */
    public void preallocate(long bytes) throws IOException {}

    /** How many bytes have been written. */
    public abstract long position();

    /**
     * Ends the file. What was written since the last sync is not durable by that, except where {@link Storage#appends}
     * is false: there the file is made now, durable and whole.
     *
     * @throws java.nio.file.FileAlreadyExistsException if, there, another creator was first
     */
    @Override
    public abstract void close() throws IOException;
}
