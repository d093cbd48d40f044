package io.tidewheel.planted.cycles.left;

import io.tidewheel.planted.cycles.right.RightClass;

/** Half of a cycle. */
public record LeftClass(RightClass other) {}
