package io.tidewheel.api.file;

/** How saved text is compressed; the file name says it, so that readers know. */
public enum TextCompression {
    NONE(""),
    /** Read by everything; slow to write. */
    GZIP(".gz"),
    /** Smaller and several times faster than gzip. */
    ZSTD(".zst");

    private final String extension;

    TextCompression(String extension) {
        this.extension = extension;
    }

    /** The end of the file name, with its dot; empty for none. */
    public String extension() {
        return extension;
    }
}
