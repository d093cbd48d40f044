package io.tidewheel.streaming.source;

/**
 * The most that a batch may take from a source, which keeps to what it can count before it reads: {@link
 * StreamSource#limits}. One that has anything gives at least one row, or file.
 */
public record SourceLimit(long rows, long bytes, long files) {
    public static final SourceLimit NONE = new SourceLimit(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** What is limited. */
    public enum Unit {
        ROWS,
        BYTES,
        FILES
    }

    public SourceLimit withRows(long most) {
        return new SourceLimit(Math.min(rows, most), bytes, files);
    }

    public SourceLimit withBytes(long most) {
        return new SourceLimit(rows, Math.min(bytes, most), files);
    }

    public SourceLimit withFiles(long most) {
        return new SourceLimit(rows, bytes, Math.min(files, most));
    }
}
