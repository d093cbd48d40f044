/**
 * Small programs that show one thing each. Every one has a {@code main}, and a method that gives its result, so that a
 * test can run it. None names a master: that is for whoever starts them.
 */
@NullMarked
package io.tidewheel.examples;

import org.jspecify.annotations.NullMarked;
