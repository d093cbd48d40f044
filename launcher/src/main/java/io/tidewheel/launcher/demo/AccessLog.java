package io.tidewheel.launcher.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Makes the log of a web site that does not exist, in Apache's combined format. The same number of rows is the same
 * file, byte by byte, on every machine.
 */
final class AccessLog {
    private static final long SEED = 20150517;
    private static final int PAGES = 2_000;
    private static final int DAYS = 4;

    private static final String[] SECTIONS = {"blog", "articles", "projects", "images", "presentations", "feeds"};
    private static final String[] WORDS = {
        "tide", "wheel", "harbour", "lock", "sluice", "mill", "ebb", "flood", "spring", "neap", "pier", "buoy"
    };
    private static final String[] AGENTS = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:38.0) Gecko/20100101 Firefox/38.0",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/43.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Version/7.0 Safari/537",
        "UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/",
        "Mozilla/5.0 (compatible; Examplebot/2.1; +http://www.example.com/bot.html)"
    };
    private static final int[] STATUSES = {200, 200, 200, 200, 200, 200, 200, 200, 304, 304, 301, 404, 404, 206, 500};

    private AccessLog() {}

    /** The log of so many rows in a folder, made unless it is there. */
    static Path in(Path folder, int rows) throws IOException {
        Path log = folder.resolve("access-" + rows + ".log");
        if (!Files.exists(log)) {
            Files.createDirectories(folder);
            deleteAbandoned(folder);
            Path part = Files.createTempFile(folder, "access-", ".part");
            try {
                write(part, rows);
                Files.move(part, log, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return log;
    }

    /** What a process left that was killed while it wrote: one that still writes has written in the last hour. */
    private static void deleteAbandoned(Path folder) throws IOException {
        Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "access-*.part")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(anHourAgo)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    private static void write(Path file, int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder line = new StringBuilder(256);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int row = 0; row < rows; row++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the log was given up at row " + row + " of " + rows);
                }
                line.setLength(0);
                row(line, random, row, rows);
                out.append(line);
            }
        }
    }

    private static void row(StringBuilder line, SplittableRandom random, int row, int rows) {
        int page = (int) (PAGES * Math.pow(random.nextDouble(), 3)); // few pages get most requests
        int status = STATUSES[random.nextInt(STATUSES.length)];
        line.append(random.nextInt(1, 224))
                .append('.')
                .append(random.nextInt(256))
                .append('.');
        line.append(random.nextInt(4))
                .append('.')
                .append(random.nextInt(1, 255))
                .append(" - - [");
        time(line, random, row, rows);
        line.append(" +0000] \"")
                .append(random.nextInt(20) == 0 ? "POST" : "GET")
                .append(' ');
        page(line, page);
        line.append(" HTTP/1.1\" ").append(status).append(' ');
        if (status == 304) {
            line.append('-');
        } else {
            line.append(200 + page * 37 % 90_000);
        }
        line.append(" \"");
        if (random.nextInt(3) == 0) {
            line.append('-');
        } else {
            line.append("http://example.com");
            page(line, (int) (PAGES * Math.pow(random.nextDouble(), 3)));
        }
        line.append("\" \"").append(AGENTS[random.nextInt(AGENTS.length)]).append("\"\n");
    }

    /** Rows are spread evenly over the days; within an hour they are out of order, as servers write them. */
    private static void time(StringBuilder line, SplittableRandom random, int row, int rows) {
        int hour = (int) ((long) row * DAYS * 24 / rows);
        line.append(17 + hour / 24).append("/May/2015:");
        twoDigits(line, hour % 24).append(':');
        twoDigits(line, random.nextInt(60)).append(':');
        twoDigits(line, random.nextInt(60));
    }

    private static StringBuilder twoDigits(StringBuilder line, int number) {
        return line.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static void page(StringBuilder line, int page) {
        line.append('/').append(SECTIONS[page % SECTIONS.length]).append('/').append(WORDS[page % WORDS.length]);
        line.append('-').append(page).append(page % 4 == 3 ? ".png" : "/");
    }
}
