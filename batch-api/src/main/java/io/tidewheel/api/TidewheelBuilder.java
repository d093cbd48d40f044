package io.tidewheel.api;

import io.tidewheel.codec.Codecs;
import io.tidewheel.config.ConfigKey;
import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import io.tidewheel.config.SchedulerMode;
import io.tidewheel.engine.block.SpillDirectory;
import io.tidewheel.engine.block.SpillIo;
import io.tidewheel.engine.memory.MemoryBudget;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.schedule.Backend;
import io.tidewheel.engine.schedule.LocalBackend;
import io.tidewheel.engine.schedule.LocalOptions;
import io.tidewheel.engine.schedule.Master;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes a session. What is not said here comes from the launcher, the environment or the defaults. */
public final class TidewheelBuilder {
    private static final AtomicInteger SESSIONS = new AtomicInteger();
    private static volatile @Nullable Launch launch;

    /** What a launcher gives to all sessions of its JVM. */
    record Launch(Configuration configuration, Consumer<? super Tidewheel> opened) {}

    private final Configuration.Builder settings;
    private final Codecs.Builder codecs = Codecs.builder();
    private @Nullable Function<LocalBackend, Backend> around;

    TidewheelBuilder() {
        Launch given = launch;
        this.settings = given == null
                ? Configuration.builder().environment(System.getenv())
                : given.configuration().toBuilder();
    }

    static void launchWith(Launch given) {
        launch = given;
    }

    /** Where jobs run: {@code local}, {@code local[N]}, {@code local[*]} or {@code local[N,F]}. Programs leave it to the launcher. */
    public TidewheelBuilder master(String master) {
        Given.argument("master", "value", master);
        return config(Keys.MASTER.name(), master);
    }

    /** What the session is called in messages. */
    public TidewheelBuilder name(String name) {
        Given.argument("name", "value", name);
        return config(Keys.APP_NAME.name(), name);
    }

    /** A setting; one given here overrides all others. An unknown name or a wrong value is an error at once. */
    public TidewheelBuilder config(String name, String value) {
        Given.argument("config", "name", name);
        Given.argument("config " + name, "value", value);
        settings.set(name, value);
        return this;
    }

    /** A setting; one given here overrides all others. */
    public <T> TidewheelBuilder config(ConfigKey<T> key, T value) {
        Given.argument("config", "key", key);
        Given.argument("config " + key.name(), "value", value);
        return config(key.name(), value.toString());
    }

    /** Classes whose objects are exchanged, cached or copied and that are neither records nor of the JDK. */
    public TidewheelBuilder register(Class<?>... classes) {
        codecs.register(classes);
        return this;
    }

    /** The loader of the classes that bytes are read back to; by default that of this thread. */
    public TidewheelBuilder classLoader(ClassLoader loader) {
        codecs.classLoader(loader);
        return this;
    }

    /** Puts a backend between the session and the local one. */
    TidewheelBuilder around(Function<LocalBackend, Backend> wrap) {
        this.around = wrap;
        return this;
    }

    /**
     * Opens the session.
     *
     * @throws io.tidewheel.error.TidewheelException of kind CONFIGURATION if a setting cannot be what it is
     */
    public Tidewheel open() {
        Configuration configuration = settings.build();
        Master master = Master.parse(
                configuration.get(Keys.MASTER), Runtime.getRuntime().availableProcessors());
        String name = configuration.get(Keys.APP_NAME) + "-" + SESSIONS.incrementAndGet();
        int failures = master.maxFailures() > 1 ? master.maxFailures() : configuration.get(Keys.TASK_MAX_FAILURES);
        LocalOptions options = new LocalOptions(
                master.slots(),
                failures,
                configuration.get(Keys.SCHEDULER_MODE) == SchedulerMode.FAIR,
                configuration.get(Keys.STRICT),
                configuration.get(Keys.CANCEL_GRACE));
        AccumulatorRegistry accumulators = new AccumulatorRegistry(name);
        Codecs built = codecs.build();
        LocalBackend backend =
                LocalBackend.start(name, options, memory(configuration), spill(configuration), built, accumulators);
        Function<LocalBackend, Backend> wrap = around;
        Tidewheel session =
                new Tidewheel(name, configuration, wrap == null ? backend : wrap.apply(backend), built, accumulators);
        Launch given = launch;
        if (given != null) {
            given.opened().accept(session);
        }
        return session;
    }

    private static MemoryBudget memory(Configuration configuration) {
        long bytes = configuration.get(Keys.MEMORY_MAX);
        return bytes > 0 ? new MemoryBudget(bytes) : MemoryBudget.ofHeap(configuration.get(Keys.MEMORY_FRACTION));
    }

    private static SpillDirectory spill(Configuration configuration) {
        String folder = configuration.get(Keys.LOCAL_DIR);
        Path base = Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir") : folder);
        return new SpillDirectory(base, SpillIo.disk(), configuration.get(Keys.SPILL_CODEC));
    }
}
