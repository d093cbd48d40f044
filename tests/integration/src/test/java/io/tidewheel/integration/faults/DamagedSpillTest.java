package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bit of every spilled file is flipped while a job reads them: it runs again what it needs, and is right. */
class DamagedSpillTest {
    private static final int ROWS = 120_000;
    private static final AtomicInteger SEEN = new AtomicInteger(); // rows that came by, of all attempts

    @TempDir
    Path directory;

    private enum Job {
        SORT {
            @Override
            Dataset<?> of(Dataset<String> rows) {
                return rows.sortBy(row -> row);
            }
        },
        GROUP {
            @Override
            Dataset<?> of(Dataset<String> rows) {
                return keyed(rows).groupByKey(4).flatMap((key, values) -> values);
            }
        },
        AGGREGATE {
            @Override
            Dataset<?> of(Dataset<String> rows) {
                return keyed(rows)
                        .reduceByKey((a, b) -> a.compareTo(b) < 0 ? a : b, 4)
                        .pairs();
            }
        },
        JOIN {
            @Override
            Dataset<?> of(Dataset<String> rows) {
                return keyed(rows)
                        .join(keyed(rows.filter(row -> row.length() % 2 == 0)))
                        .pairs();
            }
        },
        CACHE {
            @Override
            Dataset<?> of(Dataset<String> rows) {
                Dataset<String> cached = rows.persist(StorageLevel.MEMORY_AND_DISK);
                cached.count();
                return cached;
            }
        };

        abstract Dataset<?> of(Dataset<String> rows);

        static KeyedDataset<Integer, String> keyed(Dataset<String> rows) {
            return rows.keyBy(row -> row.hashCode() % 40_000);
        }
    }

    private Tidewheel open(int attempts) {
        return Tidewheel.builder()
                .master("local[1," + attempts + "]")
                .config("tidewheel.memory.max", "3m")
                .config("tidewheel.local.dir", directory.toString())
                .open();
    }

    private static Dataset<String> rows(Tidewheel session) {
        return session.range(0, ROWS, 1, 3)
                .mapToObject(x -> "row " + (x * 7919) % ROWS + ", made long enough to fill memory " + x);
    }

    /** @param part of the file, from 0 to 1, behind which the bit lies */
    private static void flipOneBitOfEach(Path directory, double part) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                    long at = (long) (bytes.length() * part);
                    bytes.seek(at);
                    int before = bytes.read();
                    bytes.seek(at);
                    bytes.write(before ^ 1);
                }
            }
        }
    }

    /** Hands every row on; damages the files once, when so many have come by. */
    private static <T> Dataset<T> damagingAfter(int row, Dataset<T> rows, String directory) {
        return rows.map(value -> {
            if (SEEN.incrementAndGet() == row) {
                flipOneBitOfEach(Path.of(directory), 0.75);
            }
            return value;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "SORT, 1, 100",
        "SORT, 4, 20000",
        "GROUP, 1, 100",
        "GROUP, 4, 20000",
        "AGGREGATE, 1, 100",
        "AGGREGATE, 4, 9000",
        "JOIN, 1, 100",
        "JOIN, 4, 9000",
        "CACHE, 1, 100",
        "CACHE, 4, 20000"
    })
    void when_spilledFilesAreDamagedWhileTheyAreRead_then_theRowsAreTheSame(Job job, int attempts, int row) {
        AtomicInteger again = new AtomicInteger();
        SEEN.set(Integer.MIN_VALUE);
        try (Tidewheel session = open(attempts)) {
            List<?> expected = job.of(rows(session)).collect();
            session.listen(event -> {
                if (event instanceof EngineEvent.TaskFailed failed && failed.willRetry()) {
                    again.incrementAndGet();
                }
            });
            Dataset<?> result = damagingAfter(row, job.of(rows(session)), directory.toString());
            SEEN.set(0);
            List<?> actual = result.collect();
            assertThat(actual.equals(expected)).as("rows are the same").isTrue();
        }
        assertThat(again.get()).as("attempts that met damage").isPositive();
    }

    @Test
    void when_filesAreDamagedAgainAndAgain_then_theErrorSaysWhatToDo() {
        String spilled = directory.toString();
        try (Tidewheel session = open(1)) {
            Dataset<String> result = rows(session).sortBy(row -> row).map(row -> {
                if (SEEN.incrementAndGet() % 500 == 0) {
                    flipOneBitOfEach(Path.of(spilled), SEEN.get() % 9_500 / 10_000.0); // another one each time
                }
                return row;
            });
            SEEN.set(0);
            assertThatThrownBy(result::collect)
                    .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                            .isEqualTo(TidewheelException.Kind.RESOURCE))
                    .hasMessageContaining(spilled)
                    .hasMessageEndingWith("what is spilled keeps getting lost: see what deletes or damages files there,"
                            + " or let tidewheel.local.dir name another disk");
        }
    }
}
