/** Tests that need more than one module. */
@NullMarked
package io.tidewheel.integration;

import org.jspecify.annotations.NullMarked;
