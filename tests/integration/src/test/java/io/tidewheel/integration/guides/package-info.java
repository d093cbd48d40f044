/** Guides: their code runs, and their pictures are drawn. */
@NullMarked
package io.tidewheel.integration.guides;

import org.jspecify.annotations.NullMarked;
