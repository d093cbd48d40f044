package io.tidewheel.engine.block;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How spill files are opened: the real disk, or one that fails on demand. Streams need no buffer of their own. */
public interface SpillIo {
    /** Opens a new file, which must not exist. */
    OutputStream create(Path file) throws IOException;

    /** Opens a file at a byte. */
    InputStream open(Path file, long position) throws IOException;

    /** The local disk. */
    static SpillIo disk() {
        return new SpillIo() {
            @Override
            public OutputStream create(Path file) throws IOException {
                return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }

            @Override
            @SuppressWarnings("resource") // closed with the stream
            public InputStream open(Path file, long position) throws IOException {
                SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ);
                return Channels.newInputStream(channel.position(position));
            }
        };
    }
}
