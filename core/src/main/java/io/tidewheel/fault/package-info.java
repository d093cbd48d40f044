/** Places where a test may make a real process fail. */
@NullMarked
package io.tidewheel.fault;

import org.jspecify.annotations.NullMarked;
