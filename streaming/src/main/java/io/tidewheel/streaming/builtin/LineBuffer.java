package io.tidewheel.streaming.builtin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Lines that have come, from the moment they do until no batch needs them. One thread adds and waits while too many were
 * not planned; the query's thread and tasks do the rest.
 */
final class LineBuffer {
    /**
     * A line, or the beginning of one that was too long.
     *
     * @param bytes of the whole line
     */
    record Line(String text, long bytes, boolean isTooLong) {}

    private final long mostRows;
    private final long mostBytes;
    private final Runnable wake;
    private final Deque<Line> lines = new ArrayDeque<>(); // guarded by this, as all that follows
    private long first; // the number of the first of them
    private boolean isPlaced; // it is known what number the first line has
    private long planned; // so many lines, of all, some batch takes
    private long waitingBytes; // of lines that none takes
    private boolean isClosed;

    /** @param wake is called when lines have come, and none waited */
    LineBuffer(long mostRows, long mostBytes, Runnable wake) {
        this.mostRows = mostRows;
        this.mostBytes = mostBytes;
        this.wake = wake;
    }

    /**
     * Adds a line once there is room for it; one that is larger than all the room gets in when it is alone.
     *
     * @return false if the buffer was closed
     */
    boolean add(Line line) throws InterruptedException {
        boolean isFirst;
        synchronized (this) {
            while (!isClosed && isFullFor(line)) {
                wait();
            }
            if (isClosed) {
                return false;
            }
            isFirst = end() == planned;
            lines.add(line);
            waitingBytes += line.bytes();
        }
        if (isFirst) {
            wake.run();
        }
        return true;
    }

    private boolean isFullFor(Line line) {
        long waiting = end() - planned;
        return waiting > 0 && (waiting >= mostRows || waitingBytes + line.bytes() > mostBytes);
    }

    private long end() {
        return first + lines.size();
    }

    /**
     * What a batch may take.
     *
     * @param to the line after the last one
     * @param bytes of them
     */
    record Taken(long to, long bytes) {}

    /** The next line to be planned is number {@code row}: the first one that comes, in a run that goes on from there. */
    synchronized long endFrom(long row) {
        if (!isPlaced) {
            isPlaced = true;
            first = row;
            planned = row;
        }
        return end();
    }

    /** Lines from {@code from} on, with at most so many bytes; at least one, if one has come. */
    synchronized Taken fitting(long from, long mostRows, long mostBytes) {
        long to = from;
        long bytes = 0;
        for (Line line : (Iterable<Line>) lines.stream().skip(from - first)::iterator) {
            if (to > from && (to - from >= mostRows || bytes + line.bytes() > mostBytes)) {
                break;
            }
            bytes += line.bytes();
            to++;
        }
        return new Taken(to, bytes);
    }

    /** How many bytes the lines have that no batch takes. */
    synchronized long waitingBytes() {
        return waitingBytes;
    }

    /** A batch takes the lines before {@code to}: there is room for others. */
    synchronized void plan(long to) {
        planned = Math.max(planned, to);
        waitingBytes = 0;
        long number = first;
        for (Line line : lines) {
            waitingBytes += number++ >= planned ? line.bytes() : 0;
        }
        notifyAll();
    }

    /** The lines {@code [from, to)}; empty if some of them never came to this buffer, or went. */
    synchronized List<Line> copy(long from, long to) {
        if (!isPlaced || from < first || to > end()) {
            return List.of();
        }
        return lines.stream().skip(from - first).limit(to - from).toList();
    }

    synchronized void forget(long before) {
        while (first < before && !lines.isEmpty()) {
            lines.remove();
            first++;
        }
    }

    synchronized void close() {
        isClosed = true;
        notifyAll();
    }
}
