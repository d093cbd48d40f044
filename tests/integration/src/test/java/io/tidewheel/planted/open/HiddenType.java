package io.tidewheel.planted.open;

/** Behind the door, as most should be. */
record HiddenType(String name) {}
