/** Small programs that show one thing each and return their result. */
@NullMarked
package io.tidewheel.examples;

import org.jspecify.annotations.NullMarked;
