package io.tidewheel.planted.cycles.right;

import io.tidewheel.planted.cycles.left.LeftClass;

/** Half of a cycle. */
public record RightClass(LeftClass other) {}
