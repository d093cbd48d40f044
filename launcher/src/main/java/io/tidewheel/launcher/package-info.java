/** The command line: each subcommand is one class. */
@NullMarked
package io.tidewheel.launcher;

import org.jspecify.annotations.NullMarked;
