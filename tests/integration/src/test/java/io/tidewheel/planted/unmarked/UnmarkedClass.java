package io.tidewheel.planted.unmarked;

/** In a package without a package-info.java. */
public record UnmarkedClass(String name) {}
