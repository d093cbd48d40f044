package io.tidewheel.api;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.batch.file.CsvSource;
import io.tidewheel.batch.file.JsonSource;
import io.tidewheel.batch.file.ObjectSource;
import io.tidewheel.batch.file.TextOptions;
import io.tidewheel.batch.file.TextSource;
import io.tidewheel.batch.file.WholeFileSource;
import io.tidewheel.batch.source.EmptySource;
import io.tidewheel.batch.source.ListSource;
import io.tidewheel.batch.source.RangeSource;
import io.tidewheel.codec.Codecs;
import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import io.tidewheel.config.SchedulerMode;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.event.EngineListener;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.engine.schedule.Backend;
import io.tidewheel.storage.Storages;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session: where datasets begin and jobs run. Close it when done, best by try-with-resources; closing stops running
 * jobs, and everything used after that is an error that names the session. Any number of sessions may be open in one
 * JVM. Thread-safe.
 */
public final class Tidewheel implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Tidewheel.class);

    private final String name;
    private final Configuration configuration;
    private final JobRunner jobs;
    private final JobProperties properties = new JobProperties();
    private final Backend backend;
    private final Storages storages;
    private final TextOptions text;
    private final AccumulatorRegistry accumulators;
    private final Set<Broadcast<?>> broadcasts = Collections.newSetFromMap(new WeakHashMap<>()); // guarded by itself
    private final boolean checksClosures;
    private final AtomicBoolean poolsWarned = new AtomicBoolean();
    private final Codecs codecs;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // guarded by itself
    private boolean partsClosed; // guarded by parts

    Tidewheel(
            String name,
            Configuration configuration,
            Backend backend,
            Codecs codecs,
            AccumulatorRegistry accumulators) {
        this.codecs = codecs;
        this.name = name;
        this.configuration = configuration;
        this.backend = backend;
        this.storages = Storages.of(configuration);
        this.text = TextOptions.of(configuration);
        this.accumulators = accumulators;
        this.checksClosures = configuration.get(Keys.CLOSURE_CHECK) || configuration.get(Keys.STRICT);
        this.jobs = new JobRunner(name, backend, properties, checksClosures);
    }

    /** A session with the settings that the launcher and the environment give; by default on all processors of this machine. */
    public static Tidewheel open() {
        return builder().open();
    }

    /** Describes a session to be opened. */
    public static TidewheelBuilder builder() {
        return new TidewheelBuilder();
    }

    /**
     * For launchers: what every builder of this JVM begins with from now on, instead of the environment.
     *
     * @param opened is told every session, on the thread that opens it, before it is used
     */
    public static void launchWith(Configuration configuration, Consumer<? super Tidewheel> opened) {
        TidewheelBuilder.launchWith(new TidewheelBuilder.Launch(configuration, opened));
    }

    JobRunner jobs() {
        return jobs;
    }

    Backend backend() {
        return backend;
    }

    Codecs codecs() {
        return codecs;
    }

    AccumulatorRegistry accumulators() {
        return accumulators;
    }

    JobProperties properties() {
        return properties;
    }

    /**
     * Closed before anything else of this session, the last one first.
     *
     * @throws TidewheelException if the session is closed, and would close it no more
     */
    void closeFirst(AutoCloseable part) {
        synchronized (parts) {
            if (partsClosed) {
                throw JobRunner.closed(name);
            }
            parts.addFirst(part);
        }
    }

    void closed(AutoCloseable part) {
        synchronized (parts) {
            parts.remove(part);
        }
    }

    Storages storages() {
        return storages;
    }

    /** A deep copy, as tasks get of a value that is handed to each of them. */
    <T> T copy(T value) {
        return codecs.copy(value);
    }

    /** Partitions of an exchange if the user, or who plans, said so; 0 if not. */
    int exchangePartitions() {
        int planned = properties.partitions();
        return planned > 0 ? planned : configuration.get(Keys.DEFAULT_PARALLELISM);
    }

    /** The name given to the builder, or one made up. */
    public String name() {
        return name;
    }

    /** The settings of this session. */
    public Configuration configuration() {
        return configuration;
    }

    /**
     * How many partitions a source has unless told otherwise: as many as {@code tidewheel.default.parallelism} says, or
     * as tasks run at once.
     */
    public int defaultParallelism() {
        int configured = exchangePartitions();
        return configured > 0 ? configured : backend.parallelism();
    }

    private SourceNode from(Source source) {
        jobs.checkOpen();
        return new SourceNode(source, Layout.UNKNOWN);
    }

    // Sources

    /** {@link #parallelize(Collection, int)} with {@link #defaultParallelism} partitions. */
    public <T> Dataset<T> parallelize(Collection<? extends T> elements) {
        return parallelize(elements, defaultParallelism());
    }

    /**
     * The elements of a collection, copied now, cut into partitions of nearly equal size. Tasks get copies of elements
     * that can change.
     */
    public <T> Dataset<T> parallelize(Collection<? extends T> elements, int partitions) {
        Given.argument("parallelize", "collection", elements);
        Checks.partitions("parallelize", partitions);
        return new Dataset<>(this, from(new ListSource(elements, partitions)));
    }

    /** {@link #parallelizePairs(Collection, int)} with {@link #defaultParallelism} partitions. */
    public <K, V> KeyedDataset<K, V> parallelizePairs(Collection<Pair<K, V>> pairs) {
        return parallelizePairs(pairs, defaultParallelism());
    }

    /** As {@link #parallelize(Collection, int)}, of keys with values. */
    public <K, V> KeyedDataset<K, V> parallelizePairs(Collection<Pair<K, V>> pairs, int partitions) {
        Checks.pairs(pairs);
        Checks.partitions("parallelizePairs", partitions);
        return new KeyedDataset<>(this, from(new ListSource(pairs, partitions)));
    }

    /** The numbers from {@code from} to {@code until} - 1. */
    public LongDataset range(long from, long until) {
        return range(from, until, 1);
    }

    /** The numbers {@code from}, {@code from + step}, ... before {@code until}; a negative step counts down. */
    public LongDataset range(long from, long until, long step) {
        return range(from, until, step, defaultParallelism());
    }

    /** As {@link #range(long, long, long)}, in so many partitions. */
    public LongDataset range(long from, long until, long step, int partitions) {
        Checks.argument(step != 0, "range from %s to %s: the step must not be 0", from, until);
        Checks.partitions("range", partitions);
        Checks.argument(
                RangeSource.isCountable(from, until, step),
                "range from %s to %s by %s: more numbers than a long can count; make several ranges",
                from,
                until,
                step);
        return new LongDataset(this, from(RangeSource.of(from, until, step, partitions)));
    }

    // Files. What a path may be: see textFile(String)

    /**
     * The lines of text files in UTF-8, without their ends; files ending in .gz and .zst are decompressed. Large files
     * are cut into partitions.
     *
     * @param path a file, a directory (its files, but no directories in it and nothing whose name begins with {@code _}
     *     or {@code .}), a pattern with {@code *}, {@code ?}, {@code [ab]} or {@code {a,b}}, or several of these
     *     separated by commas. It is looked up now. Schemes other than {@code file:} need
     *     {@code io.tidewheel:tidewheel-hadoop}
     * @throws io.tidewheel.error.TidewheelException if the path leads to nothing, or a file cannot be read
     */
    public Dataset<String> textFile(String path) {
        Given.argument("textFile", "path", path);
        return new Dataset<>(this, from(TextSource.of(storages, path, 0, defaultParallelism(), text)));
    }

    /** As {@link #textFile(String)}, in so many partitions at least, as far as the files can be cut. */
    public Dataset<String> textFile(String path, int minPartitions) {
        Given.argument("textFile", "path", path);
        Checks.partitions("textFile", minPartitions);
        return new Dataset<>(this, from(TextSource.of(storages, path, minPartitions, defaultParallelism(), text)));
    }

    /** Each text file as one element: its path with its text. Small files share partitions. */
    public KeyedDataset<String, String> wholeTextFiles(String path) {
        return wholeTextFiles(path, defaultParallelism());
    }

    /** As {@link #wholeTextFiles(String)}, in about so many partitions, none without a file. */
    public KeyedDataset<String, String> wholeTextFiles(String path, int partitions) {
        Given.argument("wholeTextFiles", "path", path);
        Checks.partitions("wholeTextFiles", partitions);
        return new KeyedDataset<>(this, from(WholeFileSource.text(storages, path, partitions)));
    }

    /** Each file as one element: its path with its bytes as they are. Small files share partitions. */
    public KeyedDataset<String, byte[]> binaryFiles(String path) {
        return binaryFiles(path, defaultParallelism());
    }

    /** As {@link #binaryFiles(String)}, in about so many partitions, none without a file. */
    public KeyedDataset<String, byte[]> binaryFiles(String path, int partitions) {
        Given.argument("binaryFiles", "path", path);
        Checks.partitions("binaryFiles", partitions);
        return new KeyedDataset<>(this, from(WholeFileSource.binary(storages, path, partitions)));
    }

    /** The lines of CSV files that begin with the names of their columns, as records: {@link CsvOptions#withHeader}. */
    public <R> Dataset<R> csvFile(String path, Class<R> type) {
        return csvFile(path, type, CsvOptions.withHeader());
    }

    /**
     * The lines of CSV files as records.
     *
     * @param type a record class with a component for each column that is wanted
     */
    public <R> Dataset<R> csvFile(String path, Class<R> type, CsvOptions options) {
        Given.argument("csvFile", "path", path);
        Given.argument("csvFile", "type", type);
        Given.argument("csvFile", "options", options);
        return new Dataset<>(this, from(CsvSource.of(storages, path, defaultParallelism(), type, options, text)));
    }

    /** The objects in files with one JSON object a line, as records: {@link JsonOptions#DEFAULT}. */
    public <R> Dataset<R> jsonLines(String path, Class<R> type) {
        return jsonLines(path, type, JsonOptions.DEFAULT);
    }

    /** The objects in files with one JSON object a line, as records. */
    public <R> Dataset<R> jsonLines(String path, Class<R> type, JsonOptions options) {
        Given.argument("jsonLines", "path", path);
        Given.argument("jsonLines", "type", type);
        Given.argument("jsonLines", "options", options);
        return new Dataset<>(this, from(JsonSource.of(storages, path, defaultParallelism(), type, options, text)));
    }

    /** The rows that {@code saveAsObjectFile} saved, in the same partitions; those of a keyed dataset are pairs. */
    public <T> Dataset<T> objectFile(String path) {
        Given.argument("objectFile", "path", path);
        return new Dataset<>(this, from(ObjectSource.of(storages, path)));
    }

    /** No element and no partition. */
    public <T> Dataset<T> empty() {
        return new Dataset<>(this, from(new EmptySource()));
    }

    /** The elements of all, in this order, duplicates included. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <T> Dataset<T> union(Dataset<T>... datasets) {
        return union(List.of(datasets));
    }

    /** The elements of all, in this order, duplicates included. */
    public <T> Dataset<T> union(Collection<Dataset<T>> datasets) {
        Given.argument("union", "datasets", datasets);
        return this.<T>empty().unionAll(datasets);
    }

    // Shared variables

    /** Hands {@code value} to tasks; functions capture the broadcast and ask it. Closed with the session at the latest. */
    public <T> Broadcast<T> broadcast(T value) {
        Given.argument("broadcast", "value", value);
        jobs.checkUsable("broadcast");
        Broadcast<T> broadcast = new Broadcast<>(value);
        synchronized (broadcasts) {
            broadcasts.add(broadcast);
        }
        return broadcast;
    }

    /** A sum of longs that tasks add to and this driver reads. */
    public LongAccumulator longAccumulator(String accumulatorName) {
        Given.argument("longAccumulator", "name", accumulatorName);
        jobs.checkUsable("longAccumulator");
        return new LongAccumulator(accumulators, accumulatorName);
    }

    /** An exact sum of doubles that tasks add to and this driver reads. */
    public DoubleAccumulator doubleAccumulator(String accumulatorName) {
        Given.argument("doubleAccumulator", "name", accumulatorName);
        jobs.checkUsable("doubleAccumulator");
        return new DoubleAccumulator(accumulators, accumulatorName);
    }

    /** A list that tasks add to and this driver reads. */
    public <T> CollectionAccumulator<T> collectionAccumulator(String accumulatorName) {
        Given.argument("collectionAccumulator", "name", accumulatorName);
        jobs.checkUsable("collectionAccumulator");
        return new CollectionAccumulator<>(accumulators, accumulatorName);
    }

    /** Whatever {@code aggregator} makes of what tasks add. */
    public <V, R> Accumulator<V, R> accumulator(String accumulatorName, Aggregator<V, ?, R> aggregator) {
        Given.argument("accumulator", "aggregator", aggregator);
        Given.argument("accumulator", "name", accumulatorName);
        jobs.checkUsable("accumulator");
        return new Accumulator<>(accumulators, accumulatorName, aggregator);
    }

    /** Whether functions are checked when they are given. */
    boolean checksClosures() {
        return checksClosures;
    }

    // Jobs

    /** What jobs that this thread starts from now on are called, in progress and errors; empty for what they do. */
    public void describeJobs(String description) {
        Given.argument("describeJobs", "description", description);
        properties.description(description);
    }

    /** The group that jobs started by this thread from now on belong to; empty for none. */
    public void groupJobs(String group) {
        Given.argument("groupJobs", "group", group);
        properties.group(group);
    }

    /**
     * The pool that jobs started by this thread from now on belong to; empty for the default one. Pools share the cores
     * equally, and the jobs in a pool share what it gets, if {@code tidewheel.scheduler.mode} is {@code fair}. Otherwise,
     * which is the default, a pool changes nothing, for the job that came first goes first; a warning says so once.
     */
    public void poolJobs(String pool) {
        Given.argument("poolJobs", "pool", pool);
        if (!pool.isEmpty()
                && configuration.get(Keys.SCHEDULER_MODE) != SchedulerMode.FAIR
                && !poolsWarned.getAndSet(true)) {
            log.warn(
                    "{}: pool '{}' changes nothing while {} is fifo; set it to fair for pools to share the cores",
                    this,
                    pool,
                    Keys.SCHEDULER_MODE.name());
        }
        properties.pool(pool);
    }

    /**
     * Cancels a job that runs; it ends with an error that holds the reason. One that is over, or unknown, is left alone.
     *
     * @param job its number, as the events told to {@link #listen listeners} give it
     */
    public void cancelJob(long job, String reason) {
        Given.argument("cancelJob", "reason", reason);
        backend.cancelJob(job, reason);
    }

    /**
     * Cancels a job if this stage of it is running: its tasks may run, and not all are done. A stage that is over, waits
     * for others or is unknown is left alone, and so is the job.
     *
     * @param job its number, as the events told to {@link #listen listeners} give it
     * @param stage the number of the stage in its job, from 0
     */
    public void cancelStage(long job, int stage, String reason) {
        Given.argument("cancelStage", "reason", reason);
        backend.cancelStage(job, stage, reason);
    }

    /**
     * Cancels the jobs that run in a group, whoever started them; they end with an error that holds the reason. So does
     * an action whose job is over while the driver merges partitions' results, before the next of them.
     *
     * @param group not empty: jobs without a group are in none
     */
    public void cancelGroup(String group, String reason) {
        Given.argument("cancelGroup", "group", group);
        Given.argument("cancelGroup", "reason", reason);
        Checks.argument(
                !group.isEmpty(),
                "cancelGroup was given an empty name, and jobs without a group are in none; use cancelAll, or"
                        + " cancelJob with the job's number");
        jobs.cancelGroup(group, reason);
    }

    /** Cancels all jobs that run, and merging on the driver; they end with an error that holds the reason. */
    public void cancelAll(String reason) {
        Given.argument("cancelAll", "reason", reason);
        jobs.cancelAll(reason);
    }

    /**
     * Tells a listener every event of the jobs of this session, from now on, until {@link #unlisten} or the end of the
     * session. Given twice, it is told twice.
     */
    public void listen(EngineListener listener) {
        Given.argument("listen", "listener", listener);
        backend.addListener(listener);
    }

    /**
     * Takes back one {@link #listen}: the listener is told of no job that starts from now on, and no more of those that
     * run, but for an event that is being told right now. One that does not listen is left alone.
     *
     * @param listener the object given to {@code listen}, or one equal to it
     */
    public void unlisten(EngineListener listener) {
        Given.argument("unlisten", "listener", listener);
        backend.removeListener(listener);
    }

    /** True once {@link #close} was called. */
    public boolean isClosed() {
        return jobs.isClosed();
    }

    /** Stops what runs and lets go of threads, memory and files. Twice does nothing. */
    @Override
    public void close() {
        closeParts();
        jobs.close();
        synchronized (broadcasts) {
            broadcasts.forEach(Broadcast::close);
            broadcasts.clear();
        }
    }

    private void closeParts() {
        List<AutoCloseable> open;
        synchronized (parts) {
            open = List.copyOf(parts);
            parts.clear();
            partsClosed = true;
        }
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{}: {} did not close well and is left as it is", this, part, e);
            }
        }
    }

    @Override
    public String toString() {
        return "session '" + name + "'";
    }
}
