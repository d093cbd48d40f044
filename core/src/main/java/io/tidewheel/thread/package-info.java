/** Threads that work in the background, and their end. */
@NullMarked
package io.tidewheel.thread;

import org.jspecify.annotations.NullMarked;
