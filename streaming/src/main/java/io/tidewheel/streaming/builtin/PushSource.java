package io.tidewheel.streaming.builtin;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.RowLog;
import io.tidewheel.codec.Codecs;
import io.tidewheel.config.Keys;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a program pushes, through a log in a directory: a row whose push has returned is read exactly once by the query,
 * also if the process is killed, or the machine loses power, at any moment.
 *
 * <pre>{@code
 * try (PushSource<Order> orders = PushSource.open(tidewheel, "/data/orders")) {
 *     streams.from("orders", orders).to("out", sink);
 *     Query query = streams.start("orders");
 *     orders.push(order); // from any thread
 * }
 * }</pre>
 *
 * <p><b>Durable.</b> A push returns when its rows are on disk. Pushes of many threads share one write. The rows of one push
 * are there all or not at all. If a push throws, they may be there or not, unless its exception says that nothing was
 * written; a process that dies amid a push leaves them there or not. Rows need codecs, as those of every dataset do.
 *
 * <p><b>Back-pressure.</b> When too many rows wait for the query, pushing waits until a batch has taken some: as long as it
 * takes, or as long as is said. Rows count as waiting from their push until a batch that takes them is planned; those that
 * were there when the source was opened do from the query's first batch on. A push of more rows than there is room for gets in
 * when nothing else waits.
 *
 * <p><b>One process at a time</b> holds a log, from {@link #open} to {@link #close} or to its end, and it is the one that the
 * query runs in: another that opens it is told who holds it, by process, host and time of start. Over whoever lives but must
 * be replaced there is {@link PushOptions#withTakeOver}; from then on the pushes of that one fail, kind FENCED.
 *
 * <p><b>One query</b> reads a log. Files are deleted once no restart of it can need their rows. A query with a new
 * checkpoint begins with the oldest row that is still there. A checkpoint that has read more than the log holds, or less
 * than was deleted, is refused: the two belong together.
 *
 * <p>A file whose end was torn by a crash is cut there; every other damage is refused when the log is opened, with file,
 * record and byte. Thread-safe. Closed with its session, if not before; the query should have ended then.
 */
public final class PushSource<T> implements StreamSource<T>, AutoCloseable {
    private static final long SEGMENT_BYTES = 16L << 20;
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final String directory;
    private final Codecs codecs;
    private final PushLog log;
    private final long id = SourcesHere.put(this);
    private @Nullable SessionAccess session; // which closes this source; guarded by this
    private @Nullable String query; // that reads; guarded by this
    private int drivers; // of that query; guarded by this

    private PushSource(String directory, Codecs codecs, PushLog log) {
        this.directory = directory;
        this.codecs = codecs;
        this.log = log;
    }

    /** {@link #open(Tidewheel, String, PushOptions)} with the usual options. */
    public static <T> PushSource<T> open(Tidewheel session, String directory) {
        return open(session, directory, PushOptions.DEFAULT);
    }

    /**
     * Opens the log in a directory, on any filesystem that can be reached; the directory is made if it does not exist.
     *
     * @throws TidewheelException (FENCED) if another process holds it; (CHECKPOINT) if it is damaged, or holds something
     *     else; (CONFIGURATION) if nothing can be written there
     */
    public static <T> PushSource<T> open(Tidewheel session, String directory, PushOptions options) {
        Given.argument("PushSource.open", "session", session);
        Given.argument("PushSource.open", "directory", directory);
        Given.argument("PushSource.open", "options", options);
        if (directory.isBlank()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "PushSource.open was given an empty path; name a directory for its log");
        }
        SessionAccess access = SessionAccess.to(session);
        boolean takeOver = options.takeOver() || session.configuration().get(Keys.TAKE_OVER);
        Storage storage = access.storages().of(directory);
        PushSource<T> source =
                open(storage, directory, access.codecs(), options.withTakeOver(takeOver), SEGMENT_BYTES, Clock.SYSTEM);
        source.closeWith(access);
        return source;
    }

    /** @param segmentBytes how long a file grows before the next one begins */
    static <T> PushSource<T> open(
            Storage storage, String directory, Codecs codecs, PushOptions options, long segmentBytes, Clock clock) {
        try {
            RowLog rows = RowLog.open(storage, directory, options.takeOver(), segmentBytes, clock);
            return new PushSource<>(directory, codecs, new PushLog(directory, rows, options));
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE, "the log of a push source in " + directory + " cannot be opened: " + e, e);
        }
    }

    private synchronized void closeWith(SessionAccess access) {
        try {
            access.closeFirst(this);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        session = access;
    }

    /**
     * Pushes a row; returns when it is durable.
     *
     * @throws TidewheelException (FENCED) if another process has taken over; (RESOURCE) if nobody knows whether it is
     *     durable: close the source and open it again; (CANCELLED) if the thread was interrupted while it waited for room:
     *     nothing was written, and the flag is kept; (CONFIGURATION) if no codec knows the row
     */
    public void push(T row) {
        push(row, FOR_EVER);
    }

    /**
     * Pushes a row as {@link #push(Object)} does, if there is room for it within that time.
     *
     * @return false if there was none, and nothing was written
     */
    public boolean push(T row, Duration patience) {
        Given.argument("push", "row", row);
        Given.argument("push", "patience", patience);
        return log.push(List.of(codecs.toBytes(row)), patience);
    }

    /** Pushes a row as {@link #push(Object)} does, if there is room for it now; false if there is none. */
    public boolean tryPush(T row) {
        return push(row, Duration.ZERO);
    }

    /** Pushes rows as {@link #push(Object)} does one: all of them, or none. */
    public void pushAll(Collection<? extends T> rows) {
        pushAll(rows, FOR_EVER);
    }

    /** Pushes rows as {@link #push(Object, Duration)} does one: all of them, or none. */
    public boolean pushAll(Collection<? extends T> rows, Duration patience) {
        Given.argument("pushAll", "rows", rows);
        Given.argument("pushAll", "patience", patience);
        List<byte[]> encoded = new ArrayList<>(rows.size());
        for (T row : rows) {
            Given.argument("pushAll", "row " + encoded.size(), row);
            encoded.add(codecs.toBytes(row));
        }
        return encoded.isEmpty() || log.push(encoded, patience);
    }

    /** Pushes rows as {@link #tryPush} does one: all of them, or none. */
    public boolean tryPushAll(Collection<? extends T> rows) {
        return pushAll(rows, Duration.ZERO);
    }

    @Override
    public String describe() {
        return "rows pushed through " + directory;
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return EnumSet.of(SourceLimit.Unit.ROWS, SourceLimit.Unit.BYTES);
    }

    /** @throws TidewheelException (CONFIGURATION) if another query reads it */
    @Override
    public SourceDriver<T> open(SourceContext context) {
        String reader = "source '" + context.source() + "' of query '" + context.query() + "'";
        synchronized (this) {
            if (drivers > 0 && !reader.equals(query)) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        describe() + ": they are read by " + query + "; give " + reader
                                + " a log of its own, or use one" + " stream twice in one query");
            }
            query = reader;
            drivers++;
        }
        return new PushDriver<>(context, directory, log, id, this::driverClosed);
    }

    private synchronized void driverClosed() {
        drivers--;
    }

    RowReading<T> read(RowRange range) {
        return new RowReading<>(directory, range, log.read(range), codecs);
    }

    /** Writes what is being pushed and lets go of the log. Pushing fails from now on. */
    @Override
    public void close() {
        synchronized (this) {
            if (session != null) {
                session.closed(this);
                session = null;
            }
        }
        log.close();
    }
}
