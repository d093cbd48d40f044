package io.tidewheel.streaming.builtin;

import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Set;

/**
 * Lines of text that a TCP server sends, for trying things out: {@code nc -lk 9999} is such a server. Each run of a query
 * connects when it starts, and again, after a pause that grows up to 10 s, whenever the connection fails or ends; the query
 * does not fail by that. Lines are UTF-8, ended by a line feed with or without a carriage return; what follows the last
 * line feed is a line if the server ends the connection, and is dropped, with a warning, if it breaks.
 *
 * <p>Lines wait in memory for the next batch. When {@link #buffer} is full, nothing more is read from the socket until a
 * batch has taken some, and TCP makes the server wait. A line that is too long is a bad record.
 *
 * <p>Nobody keeps what was sent: a source that is {@link #isReplayable not replayable}. Lines that wait when the process ends
 * are lost. If it ends amid a batch, the query says when it is started again that the batch cannot be read, and does not go
 * on from that checkpoint. Where that matters, let the program that has the data push it into a {@link PushSource}.
 *
 * <p>Immutable.
 */
public final class SocketSource implements StreamSource<String> {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private final String host;
    private final int port;
    private final Settings settings;
    private final Dialer dialer;

    /** Connects to the server, or stands in for it. */
    @FunctionalInterface
    interface Dialer {
        InputStream dial() throws Exception;
    }

    /**
     * How much of the server is held in memory.
     *
     * @param firstPauseMillis before the second attempt to connect
     */
    record Settings(long bufferRows, long bufferBytes, int maxLineBytes, long firstPauseMillis) {
        static final Settings DEFAULT = new Settings(1_000_000, 64 << 20, 1 << 20, FIRST_PAUSE_MILLIS);
    }

    SocketSource(String host, int port, Settings settings, Dialer dialer) {
        this.host = host;
        this.port = port;
        this.settings = settings;
        this.dialer = dialer;
    }

    /** Lines from a server. */
    public static SocketSource lines(String host, int port) {
        Given.argument("SocketSource.lines", "host", host);
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "SocketSource.lines was given host '" + host + "' and port " + port
                            + "; give the name of a host, and a port from 1 to 65535");
        }
        return new SocketSource(host, port, Settings.DEFAULT, () -> connected(host, port));
    }

    private static InputStream connected(String host, int port) throws Exception {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            return socket.getInputStream(); // whose close closes the socket
        } catch (Exception e) {
            socket.close();
            throw e;
        }
    }

    /** How much may wait for the next batch: 1,000,000 lines and 64 MiB of text if this is not called. */
    public SocketSource buffer(long lines, long bytes) {
        if (lines < 1 || bytes < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "buffer was given " + lines + " lines and " + bytes + " bytes; it holds at least 1 of each");
        }
        return with(new Settings(lines, bytes, settings.maxLineBytes(), settings.firstPauseMillis()));
    }

    /** The longest line, in bytes of UTF-8: 1 MiB if this is not called. A longer one is a bad record. */
    public SocketSource maxLineBytes(int bytes) {
        if (bytes < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "maxLineBytes was given " + bytes + "; a line has at least 1 byte");
        }
        return with(new Settings(settings.bufferRows(), settings.bufferBytes(), bytes, settings.firstPauseMillis()));
    }

    private SocketSource with(Settings changed) {
        return new SocketSource(host, port, changed, dialer);
    }

    @Override
    public String describe() {
        return "lines from " + host + ":" + port;
    }

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return EnumSet.of(SourceLimit.Unit.ROWS, SourceLimit.Unit.BYTES);
    }

    @Override
    public SourceDriver<String> open(SourceContext context) {
        LineBuffer buffer = new LineBuffer(settings.bufferRows(), settings.bufferBytes(), context.wake());
        LineReceiver receiver = new LineReceiver(
                host + ":" + port, dialer, buffer, settings.maxLineBytes(), settings.firstPauseMillis());
        SocketDriver driver = new SocketDriver(context, describe(), settings.maxLineBytes(), buffer, receiver);
        receiver.start();
        return driver;
    }
}
