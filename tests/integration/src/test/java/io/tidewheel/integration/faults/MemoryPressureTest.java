package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten times as many bytes as there is heap, nine tenths of them under one key: every operation has its answer. */
class MemoryPressureTest {
    private static final int ROW_BYTES = 4096;
    private static final long ROWS = 10 * (64L << 20) / ROW_BYTES;
    private static final long POPULAR = -1;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "groupByKey",
                "reduceByKey",
                "sortBy",
                "cogroup",
                "cache",
                "persist",
                "MEMORY_AND_DISK_SER",
                "MEMORY_ONLY_SER"
            })
    void when_dataIsTenTimesTheHeap_then_theAnswerIsRight(String operation) throws Exception {
        ChildJvm.Result result =
                new ChildJvm().option("-Xmx64m").option("-ea").run(Skewed.class, operation, folder.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().strip()).isEqualTo(expected(operation));
        assertThat(folder).as("what the spill folder holds after the session").isEmptyDirectory();
    }

    /** 90,000 outputs of four rows: what they cost beyond their rows is more than the heap holds. */
    @Test
    void when_outputsAreVeryManyAndSmall_then_theJobEnds() throws Exception {
        ChildJvm.Result result = new ChildJvm().option("-Xmx64m").run(ManyPartitions.class, folder.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().strip()).isEqualTo("400000 keys");
        assertThat(folder).as("what the spill folder holds after the session").isEmptyDirectory();
    }

    private static long key(long id) {
        return id % 10 == 0 ? id : POPULAR;
    }

    private static String expected(String operation) {
        Map<Long, Long> counts = new TreeMap<>();
        LongStream.range(0, ROWS).forEach(id -> counts.merge(key(id), 1L, Long::sum));
        long sum = LongStream.range(0, ROWS).sum();
        long most = counts.get(POPULAR);
        long last =
                LongStream.range(0, ROWS).filter(id -> key(id) == POPULAR).max().orElseThrow();
        return switch (operation) {
            case "groupByKey" -> counts.size() + " keys, " + ROWS + " rows, sum " + sum + ", most " + most;
            case "reduceByKey" -> counts.size() + " keys, last " + last;
            case "sortBy" -> ROWS + " rows in order, sum " + sum;
            case "cogroup" -> counts.size() + " keys, " + most + " rows meet 2";
            default -> "sums " + List.of(sum, sum);
        };
    }

    /** Prints how many keys there are. */
    static final class ManyPartitions {
        private static final int PARTITIONS = 300;

        private ManyPartitions() {}

        public static void main(String[] arguments) {
            try (Tidewheel session = Tidewheel.builder()
                    .master("local[2]")
                    .config(Keys.LOCAL_DIR, arguments[0])
                    .open()) {
                long keys = session.range(0, 400_000, 1, PARTITIONS)
                        .mapToObject(id -> "k" + id)
                        .keyBy(name -> name)
                        .groupByKey(PARTITIONS)
                        .count();
                System.out.println(keys + " keys");
            }
        }
    }

    /** The job; prints what the test expects. */
    static final class Skewed {
        private Skewed() {}

        public static void main(String[] arguments) {
            try (Tidewheel session = Tidewheel.builder()
                    .master("local[2]")
                    .config(Keys.LOCAL_DIR, arguments[1])
                    .open()) {
                System.out.println(run(arguments[0], session));
            }
        }

        private static String run(String operation, Tidewheel session) {
            Dataset<byte[]> rows = session.range(0, ROWS, 1, 8).mapToObject(Skewed::row);
            KeyedDataset<Long, byte[]> keyed = rows.keyBy(row -> key(id(row)));
            return switch (operation) {
                case "groupByKey" -> grouped(keyed);
                case "reduceByKey" -> reduced(keyed);
                case "sortBy" -> sorted(rows);
                case "cogroup" -> cogrouped(session, keyed);
                case "cache" -> "sums " + twice(rows.cache());
                case "persist" -> "sums " + twice(rows.persist(StorageLevel.MEMORY_AND_DISK));
                case "MEMORY_AND_DISK_SER", "MEMORY_ONLY_SER" ->
                    "sums " + twice(rows.persist(StorageLevel.valueOf(operation)));
                default -> throw new IllegalArgumentException(operation);
            };
        }

        private static byte[] row(long id) {
            return ByteBuffer.allocate(ROW_BYTES).putLong(id).array();
        }

        private static long id(byte[] row) {
            assert row.length == ROW_BYTES : row.length;
            return ByteBuffer.wrap(row).getLong();
        }

        private static long[] countAndSum(Iterable<byte[]> rows) {
            long count = 0;
            long sum = 0;
            for (byte[] row : rows) {
                count++;
                sum += id(row);
            }
            return new long[] {count, sum};
        }

        private static long count(Iterable<Long> rows) {
            long[] count = {0};
            rows.forEach(row -> count[0]++);
            return count[0];
        }

        private static String grouped(KeyedDataset<Long, byte[]> keyed) {
            List<long[]> groups =
                    keyed.groupByKey().mapValues(Skewed::countAndSum).values().collect();
            long rows = groups.stream().mapToLong(group -> group[0]).sum();
            long sum = groups.stream().mapToLong(group -> group[1]).sum();
            long most = groups.stream().mapToLong(group -> group[0]).max().orElse(0);
            return groups.size() + " keys, " + rows + " rows, sum " + sum + ", most " + most;
        }

        private static String reduced(KeyedDataset<Long, byte[]> keyed) {
            Map<Long, Long> last = keyed.reduceByKey((a, b) -> id(a) > id(b) ? a : b)
                    .mapValues(Skewed::id)
                    .collectAsMap();
            return last.size() + " keys, last " + last.get(POPULAR);
        }

        private static String sorted(Dataset<byte[]> rows) {
            List<long[]> parts = rows.sortBy(row -> -id(row))
                    .mapPartitions(all -> {
                        long[] part = {0, 0, Long.MIN_VALUE, Long.MAX_VALUE}; // rows, sum, greatest, least
                        all.forEachRemaining(row -> {
                            long id = id(row);
                            assert part[0] == 0 || id < part[3] : id + " after " + part[3];
                            part[0]++;
                            part[1] += id;
                            part[2] = Math.max(part[2], id);
                            part[3] = id;
                        });
                        return List.of(part).iterator();
                    })
                    .collect();
            List<long[]> filled = parts.stream().filter(part -> part[0] > 0).toList();
            boolean inOrder = filled.stream()
                    .sorted(Comparator.comparingLong(part -> -part[2]))
                    .toList()
                    .equals(filled);
            return filled.stream().mapToLong(part -> part[0]).sum() + " rows " + (inOrder ? "in order" : "in disorder")
                    + ", sum " + filled.stream().mapToLong(part -> part[1]).sum();
        }

        private static String cogrouped(Tidewheel session, KeyedDataset<Long, byte[]> keyed) {
            KeyedDataset<Long, Long> two =
                    session.parallelizePairs(List.of(new Pair<>(POPULAR, 1L), new Pair<>(POPULAR, 2L)), 2);
            List<Pair<Long, long[]>> groups = keyed.cogroup(two)
                    .mapValues(sides -> new long[] {countAndSum(sides.key())[0], count(sides.value())})
                    .collect();
            long[] popular = groups.stream()
                    .filter(group -> group.key() == POPULAR)
                    .findAny()
                    .orElseThrow()
                    .value();
            return groups.size() + " keys, " + popular[0] + " rows meet " + popular[1];
        }

        private static List<Long> twice(Dataset<byte[]> kept) {
            return List.of(
                    kept.mapToLong(Skewed::id).sum(), kept.mapToLong(Skewed::id).sum());
        }
    }
}
