/** One contract for every storage, and what each does beyond it. */
@NullMarked
package io.tidewheel.integration.storage;

import org.jspecify.annotations.NullMarked;
