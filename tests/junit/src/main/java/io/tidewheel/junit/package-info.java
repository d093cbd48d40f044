/** A JUnit extension that gives each test a session of its own. */
@NullMarked
package io.tidewheel.junit;

import org.jspecify.annotations.NullMarked;
