package io.tidewheel.streaming.builtin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Cuts bytes into lines, of which it holds no more than so many bytes. Used by one thread. */
final class LineSplitter {
    private static final int SHOWN_BYTES = 200; // of a line that is too long

    private final int maxBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long bytes; // of the line, also those that are not held

    LineSplitter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes lines; false to get no more. */
    @FunctionalInterface
    interface Lines {
        boolean line(LineBuffer.Line line) throws InterruptedException;
    }

    /** @return false if {@code lines} takes no more */
    boolean split(byte[] buffer, int length, Lines lines) throws InterruptedException {
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                hold(buffer, begin, i);
                begin = i + 1;
                if (!lines.line(ended(true))) {
                    return false;
                }
            }
        }
        hold(buffer, begin, length);
        return true;
    }

    private void hold(byte[] buffer, int from, int to) {
        bytes += to - from;
        int room = maxBytes + 1 - line.size(); // one more: it may be a carriage return
        line.write(buffer, from, Math.max(0, Math.min(room, to - from)));
    }

    /** What came after the last line feed. */
    LineBuffer.Line rest() {
        return ended(false);
    }

    boolean hasRest() {
        return bytes > 0;
    }

    private LineBuffer.Line ended(boolean byLineFeed) {
        byte[] held = line.toByteArray();
        long length = bytes;
        boolean hasReturn = byLineFeed && length == held.length && length > 0 && held[held.length - 1] == '\r';
        long content = hasReturn ? length - 1 : length;
        boolean isTooLong = content > maxBytes;
        int shown = (int) (isTooLong ? Math.min(SHOWN_BYTES, held.length) : content);
        line.reset();
        bytes = 0;
        return new LineBuffer.Line(new String(held, 0, shown, StandardCharsets.UTF_8), content, isTooLong);
    }
}
