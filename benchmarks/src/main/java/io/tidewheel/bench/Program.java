package io.tidewheel.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A command that prints its own times. Each run is a process of its own; standard error goes to a file beside.
 *
 * @param endEarly whether it may be killed once it has printed what is asked: some peers go on with other work
 */
record Program(String name, List<String> command, Path directory, boolean endEarly) {
    /** What the first line of each run's output is given as, in case somebody wants the time until it came. */
    static final String FIRST_LINE = "first line";

    /** A program that takes longer hangs. */
    private static final int LIMIT_MINUTES = 20;

    Program {
        command = List.copyOf(command);
    }

    /**
     * The lines it printed, and {@link #FIRST_LINE} with the time from the start of the process.
     *
     * @param enough whether the lines so far hold all that is asked
     */
    List<String> run(Path log, Predicate<List<String>> enough) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        File errors = log.toFile();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(errors)
                .start();
        Executor afterLimit = CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES);
        CompletableFuture<?> limit = CompletableFuture.runAsync(process::destroyForcibly, afterLimit);
        List<String> lines = new ArrayList<>();
        boolean stopped = false;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while (!stopped && (line = reader.readLine()) != null) {
                if (lines.isEmpty()) {
                    double millis = (System.nanoTime() - start) / 1e6;
                    lines.add(String.format(Locale.ROOT, "%s %.1f ms", FIRST_LINE, millis));
                }
                lines.add(line);
                stopped = endEarly && enough.test(lines);
            }
        } finally {
            if (stopped || !process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            limit.cancel(false);
        }
        int exit = process.waitFor();
        Files.write(Path.of(log + ".out"), lines);
        if (exit != 0 && !stopped) {
            throw new IllegalStateException(name + " ended with exit code " + exit + "; its output is in " + log
                    + " and " + log + ".out; the command was: " + String.join(" ", command));
        }
        return lines;
    }
}
