package io.tidewheel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the figures were taken on, and how much of it other programs used meanwhile. Reads Linux's /proc. */
final class Machine {
    private static final Path ALL = Path.of("/proc/stat");
    private static final Path OURS = Path.of("/proc/self/stat");
    private static final double TICKS_PER_SECOND = 100;

    private final long start = System.nanoTime();
    private final double busyAtStart = busySeconds();
    private final double ownAtStart = ownSeconds();

    /** How many cores others kept busy since this object was made; NaN where /proc does not say. */
    double coresUsedByOthers() {
        double elapsed = (System.nanoTime() - start) / 1e9;
        double others = (busySeconds() - busyAtStart) - (ownSeconds() - ownAtStart);
        return Math.max(0, others) / elapsed;
    }

    static String describe() {
        String cpu = lines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        String memory = lines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / (1 << 20) + " GB")
                .findFirst()
                .orElse("unknown memory");
        return cpu + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + memory + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version");
    }

    static String jdk() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
    }

    /** All that ran on the machine: the first line of /proc/stat without what was idle. */
    private static double busySeconds() {
        return lines(ALL).stream()
                .findFirst()
                .map(line -> line.strip().split("\\s+"))
                .map(fields -> sum(fields, 1, 4) + sum(fields, 6, 9))
                .map(ticks -> ticks / TICKS_PER_SECOND)
                .orElse(Double.NaN);
    }

    /** This process and the children it has waited for: fields 14 to 17 of /proc/self/stat. */
    private static double ownSeconds() {
        return lines(OURS).stream()
                .findFirst()
                .map(line -> line.substring(line.lastIndexOf(')') + 2).split(" "))
                .map(fields -> sum(fields, 11, 15) / TICKS_PER_SECOND)
                .orElse(Double.NaN);
    }

    private static double sum(String[] fields, int from, int to) {
        return Arrays.stream(fields, from, Math.min(to, fields.length))
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
