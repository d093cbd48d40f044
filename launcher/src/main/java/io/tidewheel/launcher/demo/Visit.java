package io.tidewheel.launcher.demo;

import java.util.List;

/**
 * What a page and an hour have to do with each other: a request of the log.
 *
 * @param hour day, month, year and hour, such as {@code 17/May/2015:10}
 */
record Visit(String page, String hour) {
    /** The visit of a line in Apache's format; nothing for any other line. */
    static List<Visit> parse(String line) {
        int time = line.indexOf('[');
        int request = line.indexOf('"');
        int page = line.indexOf(' ', request + 1);
        int end = line.indexOf(' ', page + 1);
        if (time < 0 || request < time + 16 || page < 0 || end < 0) {
            return List.of();
        }
        return List.of(new Visit(line.substring(page + 1, end), line.substring(time + 1, time + 15)));
    }
}
