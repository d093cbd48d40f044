package io.tidewheel.streaming.testing;

/** What a conformance kit finds. */
enum Defect {
    LOST("rows are missing"),
    DOUBLED("rows are there twice"),
    PARTS("part of a batch is seen"),
    EARLY("rows are seen that do not count"),
    STRANGE("there are rows that nobody wrote"),
    CHANGED("what was planned is read otherwise, or not at all"),
    LATE("more is read than was there when the end was frozen"),
    FAILED("a run fails");

    final String meaning;

    Defect(String meaning) {
        this.meaning = meaning;
    }
}
