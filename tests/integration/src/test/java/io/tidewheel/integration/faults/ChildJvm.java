package io.tidewheel.integration.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a main class of these tests in a JVM of its own. */
final class ChildJvm {
    /** How it ended, and what it printed; code -1 if it did not end. */
    record Result(int exitCode, String out, String err) {}

    private static final int LIMIT_MINUTES = 3; // far above what any test needs

    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

    /** The command that starts the JVM, such as one that limits it. */
    ChildJvm under(String... command) {
        before.addAll(List.of(command));
        return this;
    }

    ChildJvm option(String option) {
        options.add(option);
        return this;
    }

    Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        try {
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly(); // not where it ended: this would close the streams that are being read
            }
            return new Result(ended ? process.exitValue() : -1, out.join(), err.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(unreadable: " + e + ")";
        }
    }
}
