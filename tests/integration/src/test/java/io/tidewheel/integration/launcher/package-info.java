/** The script {@code bin/tidewheel}, the archive it makes, the commands of the README and the quickstart project. */
@NullMarked
package io.tidewheel.integration.launcher;

import org.jspecify.annotations.NullMarked;
