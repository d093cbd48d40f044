/**
 * Logging that costs nothing until something is logged: {@link io.tidewheel.launcher.log.Logs} sets it up, SLF4J finds
 * {@link io.tidewheel.launcher.log.LazyLogProvider}, and log4j is started by the first message at or above the level.
 */
@NullMarked
package io.tidewheel.launcher.log;

import org.jspecify.annotations.NullMarked;
