package io.tidewheel.examples;

import java.util.List;

/**
 * A request as a web server logs it, in Apache's combined format.
 *
 * @param hour of the day and month, such as {@code 17/May/2015:10}
 * @param bytes of the answer, 0 where the log has none
 */
public record Request(String client, String hour, String page, int status, long bytes) {
    /** The request of a line; nothing for a line in another format. */
    public static List<Request> parse(String line) {
        String[] fields = line.split(" ");
        if (fields.length < 10 || !fields[8].matches("[0-9]{3}") || fields[3].length() < 15) {
            return List.of();
        }
        long bytes = fields[9].equals("-") ? 0 : Long.parseLong(fields[9]);
        return List.of(
                new Request(fields[0], fields[3].substring(1, 15), fields[6], Integer.parseInt(fields[8]), bytes));
    }
}
