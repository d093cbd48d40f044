package io.tidewheel.integration.streaming;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link CountingQuery} in a JVM of its own. */
final class CountingProcess implements AutoCloseable {
    static final int KILLED = 137; // also the code of a failpoint that halts
    private static final int LIMIT_SECONDS = 90; // far above what any test needs

    private final Process process;
    private final List<String> out = new ArrayList<>(); // guarded by itself
    private final StringBuilder err = new StringBuilder(); // guarded by itself
    private final CountDownLatch running = new CountDownLatch(1);
    private final Thread outReader = new Thread(this::readOut, "out of a counting query");
    private final Thread errReader = new Thread(this::readErr, "err of a counting query");

    private CountingProcess(Process process) {
        this.process = process;
        outReader.start();
        errReader.start();
    }

    /** @param options of the JVM */
    static CountingProcess start(List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(SharedClasses.options());
        command.addAll(options);
        command.add(CountingQuery.class.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("ROCKSDB_SHAREDLIB_DIR", arguments.get(0)); // else each killed one leaves a copy in /tmp
        return new CountingProcess(builder.start());
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void readOut() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("running")) {
                    running.countDown();
                }
                synchronized (out) {
                    out.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            running.countDown();
        }
    }

    private void readErr() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (err) {
                    err.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    /** Waits until the query runs, or the process has ended. */
    CountingProcess awaitRunning() throws InterruptedException {
        if (!running.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the query did not start within " + LIMIT_SECONDS + " s: " + err());
        }
        return this;
    }

    /** Waits until the query has said so many batches, or the process has ended. */
    CountingProcess awaitBatches(int batches) {
        await().atMost(Duration.ofSeconds(LIMIT_SECONDS))
                .until(() -> !process.isAlive()
                        || out().stream()
                                        .filter(line -> line.startsWith("batch "))
                                        .count()
                                >= batches);
        return this;
    }

    /** Lets the query read what there is and end. */
    CountingProcess drain() throws IOException {
        OutputStream in = process.getOutputStream();
        try {
            in.write("drain\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
        return this;
    }

    /** SIGKILL; fails if the process has ended with an error before. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // unlike that of the process it leaves the streams to their readers
        int code = awaitExit();
        if (code != KILLED && code != 0) {
            throw new AssertionError("the process had ended with " + code + ": " + err());
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** The exit code; 137 if it was killed. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.toHandle().destroyForcibly(); // unlike that of the process it leaves the streams to their readers
            throw new AssertionError("the process did not end within " + LIMIT_SECONDS + " s: " + err());
        }
        outReader.join();
        errReader.join();
        return process.exitValue();
    }

    /** What it has printed so far. */
    List<String> out() {
        synchronized (out) {
            return List.copyOf(out);
        }
    }

    String err() {
        synchronized (err) {
            return err.toString();
        }
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly(); // unlike that of the process it leaves the streams to their readers
    }
}
