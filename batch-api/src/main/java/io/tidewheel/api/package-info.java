/** Sessions and datasets: what the author of a batch job writes against. */
@NullMarked
package io.tidewheel.api;

import org.jspecify.annotations.NullMarked;
