package io.tidewheel.bench;

/** What a spread of scores says about a target that they should not exceed. */
enum Verdict {
    REACHED,
    MISSED,
    /** The quartiles lie on both sides of the target: more pairs are needed. */
    UNDECIDED,
    /** Nothing was promised; the figure is for information. */
    NO_TARGET;

    static Verdict of(Spread scores, double target) {
        if (Double.isNaN(target)) {
            return NO_TARGET;
        }
        if (scores.upper() <= target) {
            return REACHED;
        }
        return scores.lower() > target ? MISSED : UNDECIDED;
    }

    String words() {
        return switch (this) {
            case REACHED -> "reached";
            case MISSED -> "MISSED";
            case UNDECIDED -> "undecided";
            case NO_TARGET -> "-";
        };
    }
}
