package io.tidewheel.checkpoint;

import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the row log that later versions have to read, once for each format. Run with the directory as argument, such as
 * {@code checkpoint/src/test/resources/golden/row-log-1}.
 */
final class GoldenRowLog {
    private static final int ROWS = 20;

    private GoldenRowLog() {}

    public static void main(String[] args) throws IOException {
        write(Storages.DEFAULT.of(args[0]), args[0]);
    }

    /** Several segments, of two epochs. */
    private static void write(Storage storage, String directory) throws IOException {
        List<byte[]> rows = new ArrayList<>();
        rows().forEach(row -> rows.add(row.getBytes(StandardCharsets.UTF_8)));
        try (RowLog log = RowLog.open(storage, directory, false, 1024, Clock.SYSTEM)) {
            log.append(rows.subList(0, 5));
            log.append(rows.subList(5, 6));
            log.append(rows.subList(6, ROWS - 2));
        }
        try (RowLog log = RowLog.open(storage, directory, false, 1024, Clock.SYSTEM)) {
            log.append(rows.subList(ROWS - 2, ROWS));
        }
    }

    static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add("row " + i + " " + "\u00e9".repeat(10 * i));
        }
        return rows;
    }
}
