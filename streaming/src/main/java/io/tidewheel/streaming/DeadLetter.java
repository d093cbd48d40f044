package io.tidewheel.streaming;

/**
 * A record that a source could not make a row of.
 *
 * @param source the name of the source
 * @param record as it was found, shortened if very long
 * @param position where: "in/a.log line 17"
 * @param error what is wrong
 */
public record DeadLetter(String source, String record, String position, String error) {}
