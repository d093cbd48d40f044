package io.tidewheel.launcher.demo;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A request of the log.
 *
 * @param millis when the server got it, since 1970
 */
record Visit(String page, long millis) {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final int TIME_CHARS = "17/May/2015:10:05:03 +0000".length();

    /** The visit of a line in Apache's format; nothing for any other line. */
    static List<Visit> parse(String line) {
        int time = line.indexOf('[');
        int request = line.indexOf('"');
        int page = line.indexOf(' ', request + 1);
        int end = line.indexOf(' ', page + 1);
        if (time < 0 || request < time + 1 + TIME_CHARS || page < 0 || end < 0) {
            return List.of();
        }
        try {
            return List.of(new Visit(line.substring(page + 1, end), millis(line, time + 1)));
        } catch (DateTimeException | NumberFormatException e) {
            return List.of(); // something else in brackets
        }
    }

    private static long millis(String line, int at) {
        int month = MONTHS.indexOf(line.substring(at + 3, at + 6)) + 1; // 0 is none
        long day = LocalDate.of(number(line, at + 7, 4), month, number(line, at, 2))
                .toEpochDay();
        long seconds = number(line, at + 12, 2) * 3600L + number(line, at + 15, 2) * 60L + number(line, at + 18, 2);
        int hours = number(line, at + 22, 2);
        int minutes = number(line, at + 24, 2);
        int east = line.charAt(at + 21) == '-' ? -1 : 1;
        ZoneOffset zone = ZoneOffset.ofHoursMinutes(east * hours, east * minutes);
        return (day * 86_400 + seconds - zone.getTotalSeconds()) * 1000;
    }

    private static int number(String line, int from, int digits) {
        return Integer.parseInt(line, from, from + digits, 10);
    }
}
