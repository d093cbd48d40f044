package io.tidewheel.checkpoint.journal;

/**
 * What one batch changed in the state of one operator: in the record itself, or in a file.
 *
 * @param keys how many keys were put or removed
 */
public record StateDelta(String operator, long keys, Content content) {
    /** Where the encoded changes are. */
    public sealed interface Content permits Inline, InFile {}

    public record Inline(Blob changes) implements Content {}

    public record InFile(FileRef file) implements Content {}
}
