package io.tidewheel.batch.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The text of gzip members (RFC 1952), one after another, up to the end of the bytes. After a member comes the end,
 * another whole member, or zeros up to the end: everything else is an error that names its byte, never an end.
 */
final class GzipMembers extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32(); // of the header, then of the member's text
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long bufferOffset; // where buffer[0] lies in the file
    private int next;
    private int limit;
    private long memberStart;
    private boolean inMember;
    private boolean ended;

    GzipMembers(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember) {
                beginMember();
                continue;
            }
            int read = inflate(target, offset, length);
            if (read > 0) {
                checksum.update(target, offset, read);
                return read;
            }
            if (inflater.finished()) {
                endMember();
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        if (inflater.needsInput()) {
            fillOrFail();
            inflater.setInput(buffer, next, limit - next);
        }
        try {
            int read = inflater.inflate(target, offset, length);
            next = limit - inflater.getRemaining();
            if (inflater.needsDictionary()) {
                throw damaged("it needs a dictionary", null);
            }
            return read;
        } catch (DataFormatException e) {
            next = limit - inflater.getRemaining();
            throw damaged(e.getMessage() == null ? "its compressed bytes are wrong" : e.getMessage(), e);
        }
    }

    private void beginMember() throws IOException {
        memberStart = position();
        if (memberStart > 0 && !fill()) {
            ended = true;
            return;
        }
        if (memberStart > 0 && buffer[next] == 0) {
            skipPadding();
            return;
        }
        checksum.reset();
        int magic = headerByte() | headerByte() << 8;
        if (magic != 0x8B1F) {
            throw damaged(
                    "it begins with 0x" + Integer.toHexString(Integer.reverseBytes(magic) >>> 16)
                            + " instead of 0x1f8b",
                    null);
        }
        int method = headerByte();
        int flags = headerByte();
        if (method != DEFLATE || (flags & RESERVED) != 0) {
            throw damaged("its header has method " + method + " and flags " + flags, null);
        }
        skipHeader(6); // time, extra flags, operating system
        if ((flags & EXTRA) != 0) {
            skipHeader(headerByte() | headerByte() << 8);
        }
        skipHeaderText((flags & NAME) != 0);
        skipHeaderText((flags & COMMENT) != 0);
        int found = (int) checksum.getValue() & 0xffff;
        if ((flags & HEADER_CHECKSUM) != 0 && (headerByte() | headerByte() << 8) != found) {
            throw damaged("its header does not fit its checksum", null);
        }
        checksum.reset();
        inflater.reset();
        inflater.setInput(buffer, next, limit - next);
        inMember = true;
    }

    private void endMember() throws IOException {
        long expected = number();
        if (expected != checksum.getValue()) {
            throw damaged("its text does not fit its checksum", null);
        }
        long length = number();
        if (length != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw damaged("its text has not the length that its end says", null);
        }
        inMember = false;
    }

    private void skipPadding() throws IOException {
        while (fill()) {
            if (buffer[next] != 0) {
                throw damaged("it is neither a member nor zeros up to the end of the file", null);
            }
            next++;
        }
        ended = true;
    }

    private void skipHeader(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            headerByte();
        }
    }

    private void skipHeaderText(boolean isThere) throws IOException {
        boolean goesOn = isThere;
        while (goesOn) {
            goesOn = headerByte() != 0;
        }
    }

    private int headerByte() throws IOException {
        int value = oneByte();
        checksum.update(value);
        return value;
    }

    private long number() throws IOException {
        return oneByte() | oneByte() << 8 | oneByte() << 16 | (long) oneByte() << 24;
    }

    private int oneByte() throws IOException {
        fillOrFail();
        return buffer[next++] & 0xff;
    }

    private void fillOrFail() throws IOException {
        if (!fill()) {
            throw new EOFException("the file ends at byte " + position()
                    + ", inside the gzip member that begins at byte " + memberStart);
        }
    }

    /** Makes a byte be there at {@code next}; false at the end. Asks the stream itself, not what it has available. */
    private boolean fill() throws IOException {
        while (next == limit) {
            bufferOffset += limit;
            next = 0;
            limit = 0;
            int read = in.read(buffer, 0, buffer.length);
            if (read < 0) {
                return false;
            }
            limit = read;
        }
        return true;
    }

    private long position() {
        return bufferOffset + next;
    }

    private ZipException damaged(String how, @Nullable Throwable cause) {
        ZipException damaged = new ZipException("the gzip member that begins at byte " + memberStart
                + " is damaged before byte " + position() + ": " + how);
        damaged.initCause(cause);
        return damaged;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
