package io.tidewheel.codec;

import java.io.IOException;

/** Bytes that are not those that were written: flipped, cut off or out of place. Names what and where. */
public final class CorruptDataException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final long position;

    /**
     * @param what the thing that is damaged, as the reader named it
     * @param position the byte of its stream at which the damaged part begins
     * @param found what is wrong there
     */
    public CorruptDataException(String what, long position, String found) {
        super(what + " is damaged at byte " + position + ": " + found);
        this.what = what;
        this.position = position;
    }

    public String what() {
        return what;
    }

    public long position() {
        return position;
    }
}
