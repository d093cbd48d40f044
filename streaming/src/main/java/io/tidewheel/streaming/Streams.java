package io.tidewheel.streaming;

import io.tidewheel.api.EventFlow;
import io.tidewheel.api.EventKeyedFlow;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Rows;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.config.Keys;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import io.tidewheel.streaming.task.BadRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes one query: its sources, what is done with them, its sinks, and how it runs. Started once, it is a
 * {@link Query}. Used by one thread.
 *
 * <pre>{@code
 * Streams streams = Streams.on(tidewheel).checkpoint("/data/hits").trigger(every(ofSeconds(1)));
 * streams.from("log", FileSource.lines("/data/in")).via(PageHits::hits).to("out", ConsoleSink.rows());
 * streams.start("page-hits").await();
 * }</pre>
 */
public final class Streams {
    private final Tidewheel session;
    private final Map<String, StreamNode.Input<?>> inputs = new LinkedHashMap<>();
    private final List<Branch> branches = new ArrayList<>();
    private final List<QueryListener> listeners = new ArrayList<>();
    private final Assembly prototype; // every step is tried when it is described
    private @Nullable String checkpoint;
    private Trigger trigger = Trigger.asSoonAsPossible();
    private @Nullable Duration interval;
    private Limits limits = Limits.NONE;
    private WatermarkPolicy watermarkPolicy = WatermarkPolicy.MINIMUM;
    private BadRows badRows = BadRows.FAIL;
    private @Nullable StreamSink<DeadLetter> deadLetters;
    private StateKind state;
    private boolean takeOver;
    private boolean allowDroppedState;
    private boolean started;

    private Streams(Tidewheel session) {
        this.session = session;
        this.prototype = new Assembly(
                SessionAccess.to(session), KeyGroups.DEFAULT, session.defaultParallelism(), 0, Set.of(), Map.of());
        this.state = StateKind.valueOf(
                session.configuration().get(Keys.STATE_BACKEND).toUpperCase(Locale.ROOT));
        this.takeOver = session.configuration().get(Keys.TAKE_OVER);
        this.allowDroppedState = session.configuration().get(Keys.ALLOW_DROPPED_STATE);
    }

    /** A new query on a session. */
    public static Streams on(Tidewheel session) {
        Given.argument("Streams.on", "session", session);
        return new Streams(session);
    }

    /**
     * Where progress and state are kept, on any filesystem that can be reached: what makes the query go on after a crash
     * as if there had been none. Without one nothing survives.
     */
    public Streams checkpoint(String directory) {
        Given.argument("checkpoint", "directory", directory);
        if (directory.isBlank()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "checkpoint was given an empty path; name a directory, or leave it out");
        }
        checkpoint = directory;
        return this;
    }

    /**
     * When batches begin; by default as soon as possible, or every {@link #interval} if there is one.
     */
    public Streams trigger(Trigger when) {
        Given.argument("trigger", "trigger", when);
        trigger = when;
        return this;
    }

    /**
     * The one interval of this query: a batch begins every so often, at multiples of it since the epoch, which are its
     * times, and covers what has come since the batch before. Needed by operations whose result is that of an interval,
     * such as {@link DStream#count}; fixed for ever with the first start on a checkpoint. A batch without input happens
     * if it has something to say all the same. {@link Trigger#availableNow} and {@link Trigger#once} are possible beside
     * it: then each batch stands for an interval.
     *
     * @param length at least a millisecond
     */
    public Streams interval(Duration length) {
        Given.argument("interval", "length", length);
        if (length.toMillis() < 1 || !length.equals(Duration.ofMillis(length.toMillis()))) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "interval was given " + length + "; it must be whole milliseconds, and at least 1");
        }
        interval = length;
        return this;
    }

    /**
     * The most rows that a batch takes from each source; at least one. Files cannot count rows before they are read: a
     * query of which no source can is refused, and one of which some cannot says so in its log.
     */
    public Streams maxRowsPerBatch(long rows) {
        return limit(
                "maxRowsPerBatch",
                rows,
                new SourceLimit(
                        rows, limits.perSource().bytes(), limits.perSource().files()));
    }

    /**
     * The most bytes that a batch takes from each source, as they are stored or were sent; at least one row, or file.
     * Sources in memory, and those that make their rows, have none: a query of which no source counts bytes is refused,
     * and one of which some do not says so in its log.
     */
    public Streams maxBytesPerBatch(long bytes) {
        return limit(
                "maxBytesPerBatch",
                bytes,
                new SourceLimit(
                        limits.perSource().rows(), bytes, limits.perSource().files()));
    }

    /**
     * The most files that a batch takes from each source; at least one. A query without files is refused, and one of which
     * some sources have none says so in its log.
     */
    public Streams maxFilesPerBatch(long files) {
        return limit(
                "maxFilesPerBatch",
                files,
                new SourceLimit(limits.perSource().rows(), limits.perSource().bytes(), files));
    }

    private Streams limit(String operation, long most, SourceLimit limit) {
        if (most < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, operation + " was given " + most + "; a batch takes at least 1");
        }
        limits = new Limits(limit, limits.targetMillis());
        return this;
    }

    /**
     * How long a batch should take: batches get smaller when they take longer, and larger again when they do not. The
     * first batch of a run is small.
     */
    public Streams targetBatchDuration(Duration duration) {
        Given.argument("targetBatchDuration", "duration", duration);
        if (duration.toMillis() < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "targetBatchDuration was given " + duration + "; it must be at least 1 ms");
        }
        limits = new Limits(limits.perSource(), duration.toMillis());
        return this;
    }

    /**
     * Records that a source cannot read are left out, and counted; by default they fail the batch that reads them. What
     * no sink and no function has read of a batch is read for their sake.
     */
    public Streams skipBadRecords() {
        badRows = BadRows.SKIP;
        deadLetters = null;
        return this;
    }

    /**
     * Records that a source cannot read go to a sink, which commits them with the batch they came in; by default they
     * fail the batch.
     */
    public Streams deadLetters(StreamSink<? super DeadLetter> sink) {
        Given.argument("deadLetters", "sink", sink);
        badRows = BadRows.KEEP;
        @SuppressWarnings("unchecked") // a sink of more takes dead letters too
        StreamSink<DeadLetter> taken = (StreamSink<DeadLetter>) sink;
        deadLetters = taken;
        return this;
    }

    /**
     * Where state lies while the query runs; if this is not called, where {@code tidewheel.state.backend} says, by default
     * on the heap. May be another at each start.
     */
    public Streams state(StateKind kind) {
        Given.argument("state", "kind", kind);
        state = kind;
        return this;
    }

    /** Which watermark counts where flows with event time come together; by default the one that is behind. */
    public Streams watermarks(WatermarkPolicy policy) {
        Given.argument("watermarks", "policy", policy);
        watermarkPolicy = policy;
        return this;
    }

    /** Starts although another process is known to hold the checkpoint, which can write no more from then on. */
    public Streams takeOver() {
        takeOver = true;
        return this;
    }

    /**
     * Starts although the checkpoint has state that this query has no use for, or watermarks of flows that have other names
     * now; these are given up. Windows that were given are not given again for that.
     */
    public Streams allowDroppedState() {
        allowDroppedState = true;
        return this;
    }

    /** Tells {@code listener} what the query does. */
    public Streams listen(QueryListener listener) {
        Given.argument("listen", "listener", listener);
        listeners.add(listener);
        return this;
    }

    /**
     * A stream of what a source gives.
     *
     * @param name unique in the query; the checkpoint knows by it how far the source was read
     */
    public <T> DStream<T> from(String name, StreamSource<T> source) {
        Given.argument("from", "name", name);
        Given.argument("from '" + name + "'", "source", source);
        checkName("source", name);
        if (inputs.containsKey(name)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "there are two sources '" + name + "', "
                            + inputs.get(name).source.describe() + " and " + source.describe()
                            + "; give each its own name, or use one stream twice");
        }
        StreamNode.Input<T> input = new StreamNode.Input<>(name, source);
        inputs.put(name, input);
        return new DStream<>(this, input, name);
    }

    /** Of letters and what file names have everywhere, for it is kept in checkpoints. */
    static void checkName(String what, String name) {
        if (name.isBlank() || !name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_. ".indexOf(c) >= 0)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the " + what + " name '" + name
                            + "' cannot be kept in a checkpoint; use letters, digits, '-', '_'," + " '.' and blanks");
        }
    }

    Tidewheel session() {
        return session;
    }

    /** @throws TidewheelException (CONFIGURATION) if there is none yet */
    Duration intervalOf(String operation, Object stream) {
        Duration known = interval;
        if (known == null) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    operation + " on " + stream + " is over batches of an interval, which the query does not have; call"
                            + " interval(Duration) first, such as Streams.on(..).interval(Duration.ofSeconds(1))");
        }
        return known;
    }

    /** @throws TidewheelException (CONFIGURATION) if there is no interval, or these are no multiples of it */
    WindowSpan span(String operation, Object stream, Duration length, Duration slide) {
        Given.argument(operation, "length", length);
        Given.argument(operation, "slide", slide);
        return WindowSpan.of(operation, stream, length, slide, intervalOf(operation, stream));
    }

    /** @throws TidewheelException (CONFIGURATION) if there is no interval, or this is less */
    long checkRemembers(Object stream, Duration length) {
        Given.argument("remember", "length", length);
        Duration known = intervalOf("remember", stream);
        if (length.compareTo(known) < 0) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "remember was given " + length + " on " + stream + ", which is less than the interval " + known
                            + ": it would remember nothing");
        }
        return length.toMillis();
    }

    static <D extends Rows<?>> Slices<D> slices(Object stream, StreamNode<D> node) {
        if (!(node instanceof StreamNode.Remembered<D> remembered)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "slice was called on " + stream
                            + ", which is not remembered; call it on what remember(Duration) gave");
        }
        Slices<D> slices = remembered.slices.get();
        if (slices == null) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "slice was called on " + stream
                            + " while no query runs that leads it to a sink, or before its first"
                            + " batch; call it in forEachBatch, or while the query runs");
        }
        return slices;
    }

    /** Tries what was described. */
    void check(StreamNode<?> node) {
        prototype.of(node);
    }

    void add(Branch branch) {
        checkName("sink", branch.name());
        if (branch.name().equals(Description.DEAD_LETTERS)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the sink name '" + Description.DEAD_LETTERS
                            + "' is that of the sink given to deadLetters(..); give this one another");
        }
        for (Branch other : branches) {
            if (other.name().equals(branch.name())) {
                throw new TidewheelException(
                        Kind.CONFIGURATION, "there are two sinks '" + branch.name() + "'; give each its own name");
            }
        }
        branches.add(branch);
    }

    <T> DStream<T> stream(String operation, @Nullable Flow<T> other) {
        if (other instanceof DStream<T> stream && stream.streams() == this) {
            return stream;
        }
        throw elsewhere(operation, other);
    }

    <K, V> KeyedDStream<K, V> keyed(String operation, @Nullable KeyedFlow<K, V> other) {
        if (other instanceof KeyedDStream<K, V> stream && stream.streams() == this) {
            return stream;
        }
        throw elsewhere(operation, other);
    }

    <T> EventDStream<T> events(String operation, @Nullable EventFlow<T> other) {
        if (other instanceof EventDStream<T> stream && stream.streams() == this) {
            return stream;
        }
        throw elsewhere(operation, other);
    }

    <K, V> EventKeyedDStream<K, V> events(String operation, @Nullable EventKeyedFlow<K, V> other) {
        if (other instanceof EventKeyedDStream<K, V> stream && stream.streams() == this) {
            return stream;
        }
        throw elsewhere(operation, other);
    }

    private static TidewheelException elsewhere(String operation, @Nullable Object other) {
        String found = other == null
                ? "null"
                : other.getClass().getPackage() == Streams.class.getPackage()
                        ? other + " of another query"
                        : "a " + other.getClass().getSimpleName();
        return new TidewheelException(
                Kind.CONFIGURATION,
                operation + " needs a stream of the same query but was given " + found + "; derive it from"
                        + " a from(..) of these Streams");
    }

    /**
     * Checks the query, takes its checkpoint, restores what it knows and lets it run. Returns once it runs.
     *
     * @throws TidewheelException (CONFIGURATION) if it cannot run as it is described; (FENCED) if another process holds
     *     the checkpoint; (CHECKPOINT) if the checkpoint is damaged or does not fit
     */
    public Query start(String queryName) {
        return QueryLaunch.start(describe(queryName));
    }

    /** What was described so far, checked as a whole; nothing can be started from these streams again. */
    Description describe(String queryName) {
        Given.argument("start", "name", queryName);
        checkName("query", queryName);
        if (started) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "these streams were started already; describe a query for each start");
        }
        if (branches.isEmpty()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "query '" + queryName + "' has no sink, so nobody would see what it does; end a stream with"
                            + " to(name, sink) or forEachBatch(name, function)");
        }
        Graph graph = Graph.of(branches);
        WindowSteps.of(branches).check(interval);
        limits.check(queryName, graph.inputs().values());
        if (interval == null && graph.perInterval() != null) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "query '" + queryName + "' has no interval, but " + graph.perInterval()
                            + " is that of an interval; call interval(Duration), such as Streams.on(..).interval("
                            + "Duration.ofSeconds(1))");
        }
        Description description = new Description(
                session,
                queryName,
                checkpoint,
                Interval.trigger(interval, trigger),
                interval == null ? null : new Interval(interval, graph.givesAlways()),
                limits,
                graph.inputs(),
                graph.stateful(),
                graph.shown(),
                List.copyOf(graph.watermarks()),
                LateFlow.of(graph.late(), graph.stateful()),
                watermarkPolicy,
                List.copyOf(branches),
                badRows,
                deadLetters,
                state,
                KeyGroups.DEFAULT,
                takeOver,
                allowDroppedState,
                List.copyOf(listeners));
        started = true;
        return description;
    }
}
