/**
 * The log of a query: what it intends and what it has done, in records that a crash cannot tear unnoticed. Start at
 * {@link io.tidewheel.checkpoint.journal.JournalRecord}.
 */
@NullMarked
package io.tidewheel.checkpoint.journal;

import org.jspecify.annotations.NullMarked;
