package io.tidewheel.bench;

import org.jspecify.annotations.Nullable;

/**
 * One figure that a row of the table asks for.
 *
 * @param theirs null when ours stands for itself
 * @param target what the score must not exceed; NaN when nothing was promised
 */
record Question(
        String label,
        Score score,
        double target,
        Measure ours,
        @Nullable Measure theirs) {
    /** How two times become one number. */
    enum Score {
        RATIO,
        /** In milliseconds. */
        DIFFERENCE,
        /** Ours alone, in milliseconds. */
        OURS;

        double of(double ours, double theirs) {
            return switch (this) {
                case RATIO -> ours / theirs;
                case DIFFERENCE -> ours - theirs;
                case OURS -> ours;
            };
        }

        String words() {
            return switch (this) {
                case RATIO -> "ours / peer";
                case DIFFERENCE -> "ours - peer, ms";
                case OURS -> "ours, ms";
            };
        }
    }
}
