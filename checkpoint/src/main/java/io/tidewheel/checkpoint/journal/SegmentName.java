package io.tidewheel.checkpoint.journal;

import io.tidewheel.storage.Storage;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code number}th segment, from 1, that an epoch began. */
record SegmentName(long epoch, long number) {
    static final String DIRECTORY = "journal";

    private static final Pattern NAME = Pattern.compile("(\\d{10})-(\\d{10})\\.(log|gone)");

    /** As a message calls it: relative to the checkpoint. */
    String path() {
        return String.format(Locale.ROOT, "%s/%010d-%010d.log", DIRECTORY, epoch, number);
    }

    String in(String directory) {
        return Storage.child(directory, path());
    }

    /** What a purged segment leaves where the search for the newest one needs it. */
    String waypointIn(String directory) {
        return Storage.child(directory, String.format(Locale.ROOT, "%s/%010d-%010d.gone", DIRECTORY, epoch, number));
    }

    static Optional<SegmentName> parse(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches()
                ? Optional.of(new SegmentName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }
}
