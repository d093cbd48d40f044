/** Options of files: how they are compressed, how CSV is laid out, what becomes of lines that are no record. */
@NullMarked
package io.tidewheel.api.file;

import org.jspecify.annotations.NullMarked;
