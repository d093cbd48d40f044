package io.tidewheel.engine.schedule;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.BlockStore;
import io.tidewheel.engine.block.SpillDirectory;
import io.tidewheel.engine.block.StoredBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.event.EngineListener;
import io.tidewheel.engine.event.EventBus;
import io.tidewheel.engine.memory.MemoryBudget;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Plan;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.engine.task.SideResults;
import io.tidewheel.engine.task.TaskServices;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs stages on threads of this JVM. Executor, clock, memory, disk and codecs come in by constructor: on an executor
 * that runs what it is given on the calling thread, a whole job is deterministic on that thread. Thread-safe.
 */
public final class LocalBackend implements Backend, TaskServices {
    private final String session;
    private final LocalOptions options;
    private final Clock clock;
    private final MemoryBudget memory;
    private final BlockStore blocks;
    private final SpillDirectory spill;
    private final Codecs codecs;
    private final SideResults sideResults;
    private final EventBus events = new EventBus();
    private final Scheduler scheduler;
    private @Nullable LocalThreads threads; // null if the executor is somebody else's
    private final AtomicLong lastJob = new AtomicLong();
    private final AtomicLong lastExchange = new AtomicLong();
    private final Map<Computed<?>, Object> computed = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<StoredRun, BitSet> storedOnce = new ConcurrentHashMap<>(); // partitions; guarded by each set
    private final BitSet unpersisted = new BitSet(); // cached ids; guarded by itself

    /** The rows that one run has stored of a cached node; run 0 of one that does not keep them apart. */
    private record StoredRun(long cachedId, long run) {}

    /** A backend with threads of its own, which end when it is closed. */
    public static LocalBackend start(
            String session,
            LocalOptions options,
            MemoryBudget memory,
            SpillDirectory spill,
            Codecs codecs,
            SideResults sideResults) {
        LocalThreads threads = new LocalThreads(session, options.cancelGrace());
        LocalBackend backend =
                new LocalBackend(session, options, threads, Clock.SYSTEM, memory, spill, codecs, sideResults);
        backend.threads = threads;
        return backend;
    }

    public LocalBackend(
            String session,
            LocalOptions options,
            Executor executor,
            Clock clock,
            MemoryBudget memory,
            SpillDirectory spill,
            Codecs codecs,
            SideResults sideResults) {
        this.session = session;
        this.options = options;
        this.clock = clock;
        this.memory = memory;
        this.spill = spill;
        this.codecs = codecs;
        this.sideResults = sideResults;
        this.blocks = new BlockStore(memory, spill, codecs);
        this.scheduler = new Scheduler(this, executor, options);
    }

    @Override
    public <R> PreparedPlan<R> prepare(Plan<R> plan) {
        try {
            return new LocalPlan<>(this, plan);
        } catch (StackOverflowError e) {
            throw JobFailure.tooDeep(plan.action().name(), e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // values are kept by what computed them
    public <V> V value(Computed<V> need, RunOptions options) {
        return (V) computed(need, options, null);
    }

    @Override
    public int parallelism() {
        return options.slots();
    }

    @Override
    public void unpersist(long cachedId) {
        synchronized (unpersisted) {
            unpersisted.set(Math.toIntExact(cachedId));
        }
        forget(cachedId);
    }

    @Override
    public void forget(long cachedId) {
        storedOnce.keySet().removeIf(rows -> rows.cachedId() == cachedId);
        blocks.removeIf(key -> key instanceof CachedBlock cached && cached.cachedId() == cachedId);
    }

    @Override
    public void forget(long cachedId, long run) {
        BitSet partitions = storedOnce.remove(new StoredRun(cachedId, run));
        for (int partition = partitions == null ? -1 : last(partitions); partition >= 0; partition--) {
            blocks.remove(new CachedBlock(cachedId, run, partition));
        }
    }

    private static int last(BitSet partitions) {
        synchronized (partitions) {
            return partitions.length() - 1;
        }
    }

    @Override
    public @Nullable Cursor stored(CachedBlock rows) throws Exception {
        StoredBlock block = blocks.get(rows);
        return block == null ? null : block.open();
    }

    @Override
    public void addListener(EngineListener listener) {
        events.add(listener);
    }

    @Override
    public void removeListener(EngineListener listener) {
        events.remove(listener);
    }

    @Override
    public void cancelJob(long job, String reason) {
        scheduler.cancelJobs(run -> run.id == job, reason);
    }

    @Override
    public void cancelGroup(String group, String reason) {
        scheduler.cancelJobs(run -> run.options.group().equals(group), reason);
    }

    @Override
    public void cancelStage(long job, int stage, String reason) {
        scheduler.cancelJobs(run -> run.id == job && run.isRunning(stage), reason);
    }

    @Override
    public void cancelAll(String reason) {
        scheduler.cancelJobs(run -> true, reason);
    }

    @Override
    public void close() {
        scheduler.close("session '" + session + "' was closed");
        if (threads != null) {
            threads.close();
        }
        blocks.close();
        try {
            spill.close();
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE, "removing the spill directory failed: " + e.getMessage() + "; delete it", e);
        }
    }

    /** The stored blocks, for tools and tests that look at them or make them disappear. */
    public BlockStore blocks() {
        return blocks;
    }

    public MemoryBudget memory() {
        return memory;
    }

    @Override
    public String session() {
        return session;
    }

    @Override
    public Codecs codecs() {
        return codecs;
    }

    @Override
    public SpillDirectory spill() {
        return spill;
    }

    @Override
    public boolean strict() {
        return options.strict();
    }

    LocalOptions options() {
        return options;
    }

    Clock clock() {
        return clock;
    }

    EventBus events() {
        return events;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    public SideResults sideResults() {
        return sideResults;
    }

    long nextJob() {
        return lastJob.incrementAndGet();
    }

    long nextExchange() {
        return lastExchange.incrementAndGet();
    }

    /**
     * The value of a sub-plan: computed by a job of its own, once unless it may depend on the run's parameters.
     *
     * @param shared takes up the exchange outputs that the plan in need of the value reads too; null if there is none
     */
    Object computed(Computed<?> need, RunOptions run, @Nullable SharedOutputs shared) {
        boolean once = run.parameters().equals(Parameters.NONE);
        Object known = once ? computed.get(need) : shared == null ? null : shared.value(need);
        if (known != null) {
            return known;
        }
        RunOptions options = new RunOptions(run.parameters(), null, false, need.name(), run.group(), run.pool());
        try (LocalPlan<?> plan = new LocalPlan<>(this, new Plan<>(need.plan(), need.action()))) {
            Object value = need.value(plan.runBefore(options, shared));
            Object earlier = once ? computed.putIfAbsent(need, value) : null;
            if (!once && shared != null) {
                shared.keep(need, value); // other sub-plans of this run may need it too
            }
            return earlier == null ? value : earlier; // rows that are kept may lie by the earlier one
        }
    }

    boolean isStored(CachedRows rows, Parameters run, int partition) {
        return blocks.contains(new CachedBlock(rows.id(), rows.run(run), partition));
    }

    boolean isUnpersisted(long cachedId) {
        synchronized (unpersisted) {
            return unpersisted.get(Math.toIntExact(cachedId));
        }
    }

    void noteStored(CachedBlock key) {
        BitSet partitions = storedOnce.computeIfAbsent(new StoredRun(key.cachedId(), key.run()), any -> new BitSet());
        synchronized (partitions) {
            partitions.set(key.partition());
        }
    }

    boolean wasStored(CachedBlock key) {
        BitSet partitions = storedOnce.get(new StoredRun(key.cachedId(), key.run()));
        if (partitions == null) {
            return false;
        }
        synchronized (partitions) {
            return partitions.get(key.partition());
        }
    }

    void drop(Outputs outputs) {
        for (int map = 0; map < outputs.maps(); map++) {
            for (int reduce = 0; reduce < outputs.reduces(); reduce++) {
                if (outputs.state(map, reduce) == Outputs.PRESENT) {
                    blocks.remove(outputs.key(map, reduce));
                    outputs.set(map, reduce, Outputs.MISSING);
                }
            }
        }
    }
}
