/** Queries in processes of their own, which are killed, stopped, fenced and starved. */
@NullMarked
package io.tidewheel.integration.streaming;

import org.jspecify.annotations.NullMarked;
