package io.tidewheel.config;

import static io.tidewheel.config.ValueType.BOOLEAN;
import static io.tidewheel.config.ValueType.BYTES;
import static io.tidewheel.config.ValueType.DURATION;
import static io.tidewheel.config.ValueType.TEXT;
import static io.tidewheel.config.ValueType.number;
import static io.tidewheel.config.ValueType.oneOf;
import static io.tidewheel.config.ValueType.wholeNumber;

import io.tidewheel.codec.Compression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Every {@code tidewheel.*} key. docs/configuration.md is made from it. */
public final class Keys {
    /** Settings below it go to Hadoop, without the prefix. */
    static final String PREFIX = "tidewheel.";

    public static final String HADOOP_PREFIX = "tidewheel.hadoop.";

    private static final List<ConfigKey<?>> DECLARED = new ArrayList<>();

    public static final ConfigKey<String> MASTER = declare(
            "tidewheel.master",
            TEXT,
            "local[*]",
            "Where jobs run: local, local[N], local[*] or local[N,F], F attempts per task.");
    public static final ConfigKey<String> APP_NAME =
            declare("tidewheel.app.name", TEXT, "tidewheel", "What the session is called in logs and events.");
    public static final ConfigKey<Integer> DEFAULT_PARALLELISM = declare(
            "tidewheel.default.parallelism",
            wholeNumber(0, 1_000_000),
            "0",
            "Partitions of a dataset when nothing else says; 0 = the cores of the master.");
    public static final ConfigKey<String> LOCAL_DIR = declare(
            "tidewheel.local.dir", TEXT, "", "Where spilled data lies; empty = the temporary directory of the JVM.");
    public static final ConfigKey<Double> MEMORY_FRACTION = declare(
            "tidewheel.memory.fraction", number(0.05, 0.95), "0.6", "Share of the heap for rows of tasks and caches.");
    public static final ConfigKey<Long> MEMORY_MAX = declare(
            "tidewheel.memory.max", BYTES, "0", "Bytes for rows of tasks and caches; 0 = the share of the heap.");
    public static final ConfigKey<Compression> SPILL_CODEC =
            declare("tidewheel.spill.codec", oneOf(Compression.class), "lz4", "How spilled data is compressed.");
    public static final ConfigKey<SchedulerMode> SCHEDULER_MODE = declare(
            "tidewheel.scheduler.mode",
            oneOf(SchedulerMode.class),
            "fifo",
            "Whether the first of several jobs goes first (fifo: pools change nothing), or pools share the cores.");
    public static final ConfigKey<Integer> TASK_MAX_FAILURES = declare(
            "tidewheel.task.max.failures",
            wholeNumber(1, 1000),
            "1",
            "Failures of one task that fail its job; the F of master local[N,F] overrides it.");
    public static final ConfigKey<Boolean> STRICT = declare(
            "tidewheel.strict",
            BOOLEAN,
            "false",
            "Whether functions are copied for each task and rows that were handed over are checked for changes, as in tests.");
    public static final ConfigKey<Boolean> CLOSURE_CHECK = declare(
            "tidewheel.closure.check",
            BOOLEAN,
            "false",
            "Whether functions are checked to be serialisable when given.");
    public static final ConfigKey<Long> FILES_SPLIT_BYTES = declare(
            "tidewheel.files.split.bytes",
            BYTES,
            "32m",
            "Bytes of a file that one task reads, where files can be split.");
    public static final ConfigKey<Long> FILES_MAX_LINE_BYTES = declare(
            "tidewheel.files.max.line.bytes",
            BYTES,
            "256m",
            "A longer line of text is an error: it is most likely no text, and would take all memory.");
    public static final ConfigKey<String> FILES_INVALID_UTF8 = declare(
            "tidewheel.files.invalid.utf8",
            oneOf("replace", "fail"),
            "replace",
            "Whether bytes of text that are not UTF-8 become the character U+FFFD or fail the job.");
    public static final ConfigKey<String> LOG_LEVEL = declare(
            "tidewheel.log.level",
            oneOf("error", "warn", "info", "debug", "trace"),
            "warn",
            "What the launcher logs of Tidewheel; libraries log warnings.");
    public static final ConfigKey<String> PROGRESS = declare(
            "tidewheel.progress",
            oneOf("auto", "bar", "lines", "none"),
            "auto",
            "How the launcher shows progress; auto = a bar on a terminal, else lines.");
    public static final ConfigKey<Duration> CANCEL_GRACE = declare(
            "tidewheel.cancel.grace",
            DURATION,
            "5s",
            "How long a cancelled task may take to stop before it is given up.");
    public static final ConfigKey<Boolean> TAKE_OVER = declare(
            "tidewheel.checkpoint.take.over",
            BOOLEAN,
            "false",
            "Whether a query starts although another process is known to hold its checkpoint, which is fenced by that.");
    public static final ConfigKey<Boolean> ALLOW_DROPPED_STATE = declare(
            "tidewheel.checkpoint.allow.dropped.state",
            BOOLEAN,
            "false",
            "Whether a query starts although its checkpoint has state that it has no use for; it is given up.");
    public static final ConfigKey<Integer> BATCH_MAX_FAILURES = declare(
            "tidewheel.batch.max.failures",
            wholeNumber(1, 1_000_000),
            "3",
            "Failures of one micro-batch, one after the other, that stop its query.");
    public static final ConfigKey<Duration> BATCH_RETRY_DELAY = declare(
            "tidewheel.batch.retry.delay",
            DURATION,
            "200ms",
            "How long a query waits before it tries a failed batch again; twice as long each time, at most a minute,"
                    + " and up to a half less by chance.");
    public static final ConfigKey<Duration> STOP_TIMEOUT = declare(
            "tidewheel.stop.timeout",
            DURATION,
            "10s",
            "How long a query may take to finish what it has planned when its program is told to stop.");
    public static final ConfigKey<String> STATE_BACKEND = declare(
            "tidewheel.state.backend",
            oneOf("memory", "disk", "rocksdb"),
            "memory",
            "Where a query's state lies while it runs, unless its program says so: on the heap, in local files, in RocksDB.");
    public static final ConfigKey<Long> STATE_MEMORY = declare(
            "tidewheel.state.memory",
            BYTES,
            "256m",
            "Bytes of memory for a query's state on disk or in RocksDB; state in memory takes what it needs.");
    public static final ConfigKey<Long> SNAPSHOT_RATE = declare(
            "tidewheel.snapshot.rate", BYTES, "16m", "Bytes of state that a query's snapshots write a second at most.");
    public static final ConfigKey<Integer> SNAPSHOT_BATCHES = declare(
            "tidewheel.snapshot.batches",
            wholeNumber(1, 1_000_000_000),
            "20000",
            "Micro-batches after which a part of the state is in a new snapshot at the latest: a restart replays fewer.");

    /** All keys, by name. */
    public static final List<ConfigKey<?>> ALL = DECLARED.stream()
            .sorted(Comparator.<ConfigKey<?>, String>comparing(ConfigKey::name))
            .toList();

    private Keys() {}

    private static <T> ConfigKey<T> declare(String name, ValueType<T> type, String defaultText, String doc) {
        ConfigKey<T> key = ConfigKey.of(name, type, defaultText, doc);
        key.defaultValue(); // a default that is out of range fails here, in every test
        DECLARED.add(key);
        return key;
    }
}
