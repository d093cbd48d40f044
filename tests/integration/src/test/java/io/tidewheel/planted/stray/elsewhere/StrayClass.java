package io.tidewheel.planted.stray.elsewhere;

/** In a package that no module owns. */
public record StrayClass(String name) {}
