package io.tidewheel.planted.enclosing.api.child;

import io.tidewheel.planted.enclosing.api.RootClass;

/** A child that uses its root. */
public record ClimbingChild(RootClass root) {}
