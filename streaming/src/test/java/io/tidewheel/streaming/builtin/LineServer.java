package io.tidewheel.streaming.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Stands in for a server: what is sent goes to the client that was accepted last and lives. Used by one thread. */
final class LineServer implements SocketSource.Dialer {
    private static final long PATIENCE_SECONDS = 30;
    private static final int MOST_CHARS = 10_000; // as much as one read takes
    private static final byte[] END = new byte[0];

    private final SynchronousQueue<Connection> dialled = new SynchronousQueue<>();
    private final StringBuilder unsent = new StringBuilder(); // before there is a client
    private final Deque<Connection> clients = new ArrayDeque<>(); // the last first

    /** What one client reads. */
    private static final class Connection extends InputStream {
        private final LinkedBlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
        private final Semaphore asked = new Semaphore(0); // for more, once all before was taken
        private volatile boolean isBroken;
        private volatile boolean isClosed;

        @Override
        public int read() {
            throw new UnsupportedOperationException("bytes are read in one go");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            asked.release();
            try {
                byte[] next = sent.take();
                if (isBroken) {
                    throw new IOException("connection reset");
                }
                System.arraycopy(next, 0, bytes, offset, next.length);
                return next.length == 0 ? -1 : next.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            isClosed = true;
            sent.add(END);
        }

        void awaitAsked() throws InterruptedException {
            if (!asked.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the client does not ask for more");
            }
        }
    }

    @Override
    public InputStream dial() throws InterruptedException {
        Connection connection = new Connection();
        dialled.put(connection);
        return connection;
    }

    /** Waits for the next client, which gets what nobody has got. */
    void accept() throws InterruptedException {
        Connection next = dialled.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody connects");
        }
        clients.push(next);
        next.awaitAsked();
        String text = unsent.toString();
        unsent.setLength(0);
        if (!text.isEmpty()) {
            send(text);
        }
    }

    private Connection client() {
        clients.removeIf(client -> client.isClosed);
        return clients.element();
    }

    /** Returns once the client has taken it. */
    void send(String text) throws InterruptedException {
        if (clients.isEmpty()) {
            unsent.append(text);
            return;
        }
        for (int from = 0; from < text.length(); from += MOST_CHARS) {
            sendAtOnce(text.substring(from, Math.min(text.length(), from + MOST_CHARS)));
            awaitAsked();
        }
    }

    /** Does not wait for the client. */
    void sendAtOnce(String text) {
        client().sent.add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns once the client has taken all that was sent. */
    void awaitAsked() throws InterruptedException {
        client().awaitAsked();
    }

    /** Ends the connection in good order. */
    void end() {
        client().close();
    }

    /** Ends the connection as a failure of the network does. */
    void fail() {
        client().isBroken = true;
        client().close();
    }
}
