package io.tidewheel.batch.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines that begin in one split, as strings. */
final class LineCursor implements Cursor {
    /*
     * A line begins at the start of the file or after a '\n', and belongs to the split in which it begins. So a split
     * that does not begin the file reads from one byte before its start, drops everything up to and with the first
     * '\n', and gives lines as long as they begin before its end; the last one may reach beyond.
     *
     * The buffer is searched eight bytes at a time: in (x ^ NEWLINES), a newline is a zero byte, and
     * (y - ONES) & ~y & HIGHS has its lowest set bit in the lowest zero byte. The same pass ors all bytes together:
     * a line of ASCII becomes a string by copying, without being decoded. Behind what the buffer is filled with are eight
     * zero bytes, so that there is no rest to be searched otherwise: code that runs once in many thousand lines costs more
     * than it does, for the JIT leaves it out and has to compile all again when it is reached.
     */
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int SLACK = Long.BYTES;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final FileSplit split;
    private final TextOptions options;
    private final @Nullable TaskContext context; // null if nobody cancels
    private final InputStream in;
    private final boolean compressed;

    private byte[] buffer = new byte[BUFFER_BYTES + SLACK];
    private long bufferOffset; // where buffer[0] lies in the text
    private int next; // where the next line begins in the buffer
    private int limit; // how much of the buffer is filled
    private boolean ended; // no more bytes after limit
    private long lines; // given so far
    private boolean carriageReturn; // ended the last line, before its newline

    LineCursor(Storages storages, FileSplit split, TextOptions options, @Nullable TaskContext context)
            throws IOException {
        this.split = split;
        this.options = options;
        this.context = context;
        Decompression decompression = Decompression.of(split.file().path());
        this.compressed = decompression != Decompression.NONE;
        this.bufferOffset = Math.max(0, split.start() - 1);
        InputStream raw = split.open(storages, bufferOffset);
        try {
            this.in = decompression.open(raw);
            fill();
            if (split.start() == 0) {
                skipByteOrderMark();
            } else {
                skipLineOfOtherSplit();
            }
        } catch (IOException e) {
            close(raw, e);
            throw failed(e);
        } catch (RuntimeException | Error e) {
            close(raw, e);
            throw e;
        }
    }

    private static void close(InputStream in, Throwable failure) {
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void skipByteOrderMark() throws IOException {
        while (limit < 3 && !ended) {
            fill();
        }
        if (limit >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            next = 3;
        }
    }

    private void skipLineOfOtherSplit() throws IOException {
        while (true) {
            for (int i = next; i < limit; i++) {
                if (buffer[i] == '\n') {
                    next = i + 1;
                    return;
                }
            }
            next = limit;
            if (ended) {
                return;
            }
            fill();
        }
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done()) {
            String line = line();
            if (line == null) {
                return;
            }
            sink.accept(line);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        String line = line();
        if (line == null) {
            return false;
        }
        sink.accept(line);
        return true;
    }

    /** The next line without its end, or null. */
    @Nullable
    String line() throws IOException {
        if (context != null) {
            context.checkCancelled();
        }
        if (!compressed && bufferOffset + next >= split.end()) {
            return null;
        }
        int searched = next;
        long bits = 0; // all bytes of the line, and perhaps a few after it
        while (true) {
            byte[] bytes = buffer;
            int i = searched;
            for (int words = (limit - i + Long.BYTES - 1) >>> 3; words > 0; words--) {
                long word = (long) LONGS.get(bytes, i);
                bits |= word;
                long zeros = word ^ NEWLINES;
                zeros = (zeros - ONES) & ~zeros & HIGHS;
                if (zeros != 0) {
                    return take(i + (Long.numberOfTrailingZeros(zeros) >>> 3), bits);
                }
                i += Long.BYTES;
            }
            if (ended) {
                return lastLine(bits);
            }
            searched = limit - next;
            fillOrFail();
            searched += next;
        }
    }

    private @Nullable String lastLine(long bits) throws IOException {
        if (!compressed && bufferOffset + limit < split.file().length()) {
            throw failed(new EOFException(
                    "the file ends here, but had " + split.file().length() + " bytes"));
        }
        if (next == limit) {
            return null;
        }
        return string(limit, limit, bits);
    }

    private String take(int newline, long bits) {
        carriageReturn = newline > next && buffer[newline - 1] == '\r';
        return string(carriageReturn ? newline - 1 : newline, newline + 1, bits);
    }

    private String string(int end, int following, long bits) {
        int length = end - next;
        if (length > options.maxLineBytes()) {
            throw tooLong();
        }
        String line;
        try {
            if ((bits & HIGHS) == 0) {
                line = new String(buffer, next, length, ISO_8859_1);
            } else if (options.strict()) {
                line = decodeStrictly(length);
            } else {
                line = new String(buffer, next, length, UTF_8);
            }
        } catch (OutOfMemoryError e) {
            throw noMemory(length, e);
        }
        next = following;
        lines++;
        return line;
    }

    private String decodeStrictly(int length) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, next, length);
        try {
            return UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            lines++;
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    position() + ": byte " + (bufferOffset + bytes.position()) + (compressed ? " of the text" : "")
                            + " is not UTF-8 (0x" + Integer.toHexString(buffer[bytes.position()] & 0xff)
                            + "); correct the file, or set tidewheel.files.invalid.utf8=replace",
                    e);
        }
    }

    private void fillOrFail() {
        try {
            fill();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Reads more behind what is there; what was taken before {@code next} goes. */
    private void fill() throws IOException {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, limit - next);
            bufferOffset += next;
            limit -= next;
            next = 0;
        }
        if (limit == buffer.length - SLACK) {
            grow();
        }
        int read = in.read(buffer, limit, buffer.length - SLACK - limit);
        if (read < 0) {
            ended = true;
        } else {
            limit += read;
        }
        Arrays.fill(buffer, limit, limit + SLACK, (byte) 0);
    }

    private void grow() {
        if (limit - 2 > options.maxLineBytes() || limit == MAX_ARRAY - SLACK) {
            throw tooLong();
        }
        int larger =
                (int) Math.min(MAX_ARRAY, Math.min(2L * limit, options.maxLineBytes() + 3L + BUFFER_BYTES) + SLACK);
        try {
            buffer = Arrays.copyOf(buffer, larger);
        } catch (OutOfMemoryError e) {
            throw noMemory(larger, e);
        }
    }

    private TidewheelException tooLong() {
        return new TidewheelException(
                Kind.BAD_DATA,
                "the input file " + split.file().path() + " has a line that begins at byte " + (bufferOffset + next)
                        + " and is longer than " + options.maxLineBytes()
                        + " bytes; raise tidewheel.files.max.line.bytes, or leave the file out of the path if it is no text");
    }

    private TidewheelException noMemory(long bytes, OutOfMemoryError cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                "the input file " + split.file().path() + " has a line that begins at byte " + (bufferOffset + next)
                        + " and needs " + bytes + " bytes, more than the heap has left (limit for a line: "
                        + options.maxLineBytes() + "); raise the heap, or lower tidewheel.files.max.line.bytes",
                cause);
    }

    private TidewheelException failed(IOException cause) {
        long offset = bufferOffset + limit;
        if (!compressed) {
            return split.unreadable(offset, cause);
        }
        return Decompression.failed(split.file().path(), offset, cause);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Closes what cannot be read because of {@code failure}, which stays the one that tells. */
    void closeAfter(Throwable failure) {
        close(in, failure);
    }

    @Override
    public long estimatedRows() {
        if (next == limit) {
            return ended ? 0 : -1;
        }
        long seen = 0;
        int last = next;
        for (int i = next; i < limit; i++) {
            if (buffer[i] == '\n') {
                seen++;
                last = i + 1;
            }
        }
        if (ended) {
            return seen + (last < limit ? 1 : 0);
        }
        double bytesPerLine = seen == 0 ? limit - next : (double) (last - next) / seen;
        long remaining = compressed ? 4 * split.length() : split.end() - bufferOffset - next;
        return Math.max(1, Math.round(remaining / bytesPerLine));
    }

    String file() {
        return split.file().path();
    }

    /** The number of the last line, counted from {@link #firstByte}. */
    long lineNumber() {
        return lines;
    }

    /** Where the counting of lines begins. */
    long firstByte() {
        return split.start();
    }

    /** What ended the last line. */
    String lineBreak() {
        return carriageReturn ? "\r\n" : "\n";
    }

    @Override
    public String position() {
        return position(lines);
    }

    String position(long line) {
        String file = "file " + split.file().path() + " line " + line;
        return split.start() == 0 ? file : file + " after byte " + split.start();
    }
}
