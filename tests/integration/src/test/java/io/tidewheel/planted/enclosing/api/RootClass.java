package io.tidewheel.planted.enclosing.api;

/** A door that its children must not know. */
public record RootClass(String name) {}
