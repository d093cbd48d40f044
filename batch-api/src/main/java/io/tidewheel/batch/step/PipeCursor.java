package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command prints while rows are fed to it. */
final class PipeCursor implements Cursor {
    /*
     * A command may print before it has read everything, or stop reading. So three threads wait for it, one for each of
     * its streams, and the task's thread for none of them alone: it takes a line that has been printed, or else a row
     * from above for the command, or else waits until one of both is possible. Rows are computed by the task's thread
     * only. Both queues are short, so that a slow command slows the task down instead of filling the heap.
     */
    private static final Logger log = LoggerFactory.getLogger(PipeCursor.class);
    private static final int QUEUED_LINES = 256;
    private static final int ERROR_CHARS = 4000;
    private static final long END_SECONDS = 2; // for threads to end once the command has been ended
    private static final long LOOK_MILLIS = 100; // how often a waiting task sees whether it was cancelled

    private final String name;
    private final Cursor up;
    private final Process process;
    private final TaskContext context;
    private final Zippers.Slot row = new Zippers.Slot();
    private final List<Thread> threads;
    private boolean ended; // task thread only

    private final Object lock = new Object(); // guards all below
    private final Deque<String> fed = new ArrayDeque<>();
    private final Deque<String> printed = new ArrayDeque<>();
    private final StringBuilder errors = new StringBuilder();
    private boolean fedAll; // nothing more will be added to fed
    private boolean refused; // the command closed its input: what is fed is dropped
    private boolean printedAll;
    private boolean closed;

    PipeCursor(String name, Cursor up, Process process, TaskContext context) {
        this.name = name;
        this.up = up;
        this.process = process;
        this.context = context;
        this.threads = List.of(
                thread("input", this::writeInput),
                thread("output", this::readOutput),
                thread("errors", this::readErrors));
        threads.forEach(Thread::start);
    }

    private Thread thread(String role, Runnable work) {
        Thread thread = new Thread(work, "tidewheel-pipe-" + role + "-" + process.pid());
        thread.setDaemon(true);
        return thread;
    }

    private void writeInput() {
        try (BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8)) {
            while (true) {
                List<String> lines;
                synchronized (lock) {
                    while (fed.isEmpty() && !fedAll && !closed) {
                        lock.wait();
                    }
                    if (fed.isEmpty() || closed) {
                        return;
                    }
                    lines = new ArrayList<>(fed);
                    fed.clear();
                    lock.notifyAll();
                }
                for (String line : lines) {
                    in.append(line).append('\n');
                }
                in.flush();
            }
        } catch (IOException e) { // the command need not read its input to the end; its exit code is what counts
            synchronized (lock) {
                refused = true;
                fed.clear();
                lock.notifyAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readOutput() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (lock) {
                    while (printed.size() >= QUEUED_LINES && !closed) {
                        lock.wait();
                    }
                    printed.add(line);
                    lock.notifyAll();
                }
            }
        } catch (IOException e) {
            error("(its output could not be read: " + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                printedAll = true;
                lock.notifyAll();
            }
        }
    }

    private void readErrors() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                error(line);
            }
        } catch (IOException e) {
            error("(its error output could not be read: " + e + ")");
        }
    }

    private void error(String line) {
        synchronized (lock) {
            errors.append(line).append('\n');
            errors.delete(0, Math.max(0, errors.length() - ERROR_CHARS));
        }
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && advance(sink)) {
            // each advance pushes one
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        while (!ended) {
            context.checkCancelled();
            String line = null;
            boolean hungry = false;
            synchronized (lock) {
                if (!printed.isEmpty()) {
                    line = printed.remove();
                    lock.notifyAll();
                } else if (printedAll) {
                    ended = true;
                } else if (!fedAll && !refused && fed.size() < QUEUED_LINES) {
                    hungry = true;
                } else {
                    lock.wait(LOOK_MILLIS);
                }
            }
            if (line != null) {
                sink.accept(line);
                return true;
            } else if (hungry) {
                feed();
            }
        }
        finish();
        return false;
    }

    private void feed() throws Exception {
        boolean more = up.advance(row);
        String line = more ? String.valueOf(row.row()) : "";
        synchronized (lock) {
            if (more) {
                fed.add(line);
            } else {
                fedAll = true;
            }
            lock.notifyAll();
        }
    }

    private void finish() throws InterruptedException {
        int code = process.waitFor();
        if (code != 0) {
            // all that it printed as errors is there, unless something that it left running keeps the stream open
            join(threads.subList(threads.size() - 1, threads.size()));
            String said;
            synchronized (lock) {
                said = errors.isEmpty() ? "nothing" : errors.toString().strip();
            }
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    name + " ended with exit code " + code + " instead of 0; it printed as errors: " + said
                            + "; correct the command, or let it end with 0");
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        if (process.isAlive()) {
            List<ProcessHandle> started = process.descendants().toList(); // before it ends: orphans are nobody's
            process.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly); // they may hold the other ends of its streams
        }
        try {
            if (!joinAll()) {
                log.warn("{}: it ended but left something running that holds its streams; threads wait for that", name);
                process.getInputStream().close();
                process.getErrorStream().close();
            }
        } finally {
            up.close();
        }
    }

    /** Also on an interrupted thread, whose flag stays. */
    private boolean joinAll() {
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        try {
            ended = join(threads);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    /** False as soon as one does not end in time. */
    private static boolean join(List<Thread> ending) throws InterruptedException {
        for (Thread thread : ending) {
            TimeUnit.SECONDS.timedJoin(thread, END_SECONDS);
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String position() {
        return up.position();
    }
}
