package io.tidewheel.streaming.source;

import java.util.Objects;

/**
 * A place in a source, as the source's own text: what journals hold and progress shows. Two offsets are equal if their
 * texts are.
 */
public record Offset(String text) {
    public Offset {
        Objects.requireNonNull(text, "an offset has a text");
    }

    @Override
    public String toString() {
        return text;
    }
}
