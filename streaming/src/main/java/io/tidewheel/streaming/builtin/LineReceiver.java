package io.tidewheel.streaming.builtin;

import io.tidewheel.thread.DaemonThreads;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads lines from a server into a buffer, and connects again when the connection is gone. */
final class LineReceiver implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(LineReceiver.class);
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final Duration END_PATIENCE = Duration.ofSeconds(1);
    private static final int READ_BYTES = 1 << 16;

    private final String server;
    private final SocketSource.Dialer dialer;
    private final LineBuffer buffer;
    private final int maxLineBytes;
    private final long firstPauseMillis;
    private final DaemonThreads threads;
    private final ExecutorService thread;
    private @Nullable InputStream connection; // guarded by this
    private boolean isClosed; // guarded by this

    /** @param server for messages */
    LineReceiver(
            String server, SocketSource.Dialer dialer, LineBuffer buffer, int maxLineBytes, long firstPauseMillis) {
        this.server = server;
        this.dialer = dialer;
        this.buffer = buffer;
        this.maxLineBytes = maxLineBytes;
        this.firstPauseMillis = firstPauseMillis;
        this.threads = new DaemonThreads(() -> "tidewheel-socket " + server);
        this.thread = Executors.newSingleThreadExecutor(threads);
    }

    void start() {
        thread.execute(this::receive);
    }

    private void receive() {
        long pauseMillis = firstPauseMillis;
        try {
            while (!isClosed()) {
                String problem;
                boolean hasCome = false;
                try (InputStream in = dialer.dial()) {
                    if (!opened(in)) {
                        return;
                    }
                    log.info("connected to {}", server);
                    hasCome = read(in);
                    problem = "it ended the connection";
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    problem = e.toString();
                }
                pauseMillis = hasCome ? firstPauseMillis : pauseMillis;
                pause(problem, pauseMillis);
                pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it was closed
        }
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    private synchronized boolean opened(InputStream in) {
        connection = in;
        return !isClosed;
    }

    /** @return whether a line has come, once the server has ended the connection */
    private boolean read(InputStream in) throws IOException, InterruptedException {
        LineSplitter splitter = new LineSplitter(maxLineBytes);
        byte[] bytes = new byte[READ_BYTES];
        boolean hasCome = false;
        try {
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                hasCome |= length > 0;
                if (!splitter.split(bytes, length, buffer::add)) {
                    return hasCome;
                }
            }
        } catch (IOException e) {
            if (splitter.hasRest() && !isClosed()) {
                log.warn("the connection to {} broke amid a line, which is dropped", server);
            }
            throw e;
        }
        if (splitter.hasRest()) {
            buffer.add(splitter.rest());
        }
        return hasCome;
    }

    private synchronized void pause(String problem, long millis) throws InterruptedException {
        connection = null;
        if (isClosed) {
            return;
        }
        log.warn("nothing more comes from {}: {}; connecting again in {} ms", server, problem, millis);
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && !isClosed; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Ends the thread, whatever it waits for. */
    @Override
    public void close() throws IOException {
        InputStream open;
        synchronized (this) {
            isClosed = true;
            open = connection;
            notifyAll();
        }
        buffer.close();
        try {
            if (open != null) {
                open.close();
            }
            thread.shutdownNow();
            if (!threads.end(thread, END_PATIENCE)) {
                log.info("the thread that reads from {} still tries to connect, and ends when that is over", server);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
