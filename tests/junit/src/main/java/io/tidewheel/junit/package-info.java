/** A JUnit extension that gives each test a session of its own, assertions on datasets, and batch against stream. */
@NullMarked
package io.tidewheel.junit;

import org.jspecify.annotations.NullMarked;
