package io.tidewheel.codec;

/** How the objects of one class, or of a few alike, are written, read, copied and sized. Stateless. */
abstract class ValueCodec {
    private final int tag;

    ValueCodec(int tag) {
        this.tag = tag;
    }

    final int tag() {
        return tag;
    }

    /** Writes what follows the tag. */
    abstract void write(ValueWriter out, Object value);

    /** Reads what {@link #write} wrote. */
    abstract Object read(ValueReader in);

    /** A deep copy; the value itself if nothing in it can change. */
    abstract Object copy(Codecs codecs, Object value);

    abstract boolean isImmutable(Object value);

    abstract long heapBytes(Codecs codecs, Object value);
}
