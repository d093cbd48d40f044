/** The values that flow through a job and how they become bytes. */
@NullMarked
package io.tidewheel.data;

import org.jspecify.annotations.NullMarked;
