package io.tidewheel.integration.hostile;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.SpillDirectory;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.event.EngineListener;
import io.tidewheel.engine.event.EventBus;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Plan;
import io.tidewheel.engine.schedule.Backend;
import io.tidewheel.engine.schedule.LocalBackend;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.engine.task.SideResults;
import io.tidewheel.engine.task.TaskServices;
import java.util.HashMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One thread that does everything a cluster may do to a job: functions travel as bytes and arrive as copies, rows of
 * every exchange are encoded, tasks run in any order and each of them twice with one of the two results thrown away,
 * memory is refused, cached partitions vanish. All by one seed, so that a failure comes again.
 */
public final class HostileBackend implements Backend, TaskServices {
    private final LocalBackend local; // runs nothing
    private final int parallelism;
    private final int maxAttempts;
    private final boolean repeatsTasks;
    private final Random random;
    private final ForgetfulStore store;
    private final EventBus events = new EventBus();
    private final AtomicLong lastJob = new AtomicLong();
    private final Set<HostileRun> running = ConcurrentHashMap.newKeySet();
    private final ReentrantLock oneJobAtATime = new ReentrantLock();

    private HostileBackend(long seed, LocalBackend local, int parallelism, int maxAttempts, boolean repeatsTasks) {
        this.repeatsTasks = repeatsTasks;
        this.local = local;
        this.parallelism = parallelism;
        this.maxAttempts = maxAttempts;
        this.random = new Random(seed);
        this.store = new ForgetfulStore(local.codecs(), random);
    }

    /**
     * Takes the place of a local backend, with its codecs, its disk and its accumulators.
     *
     * @param repeatsTasks whether every task runs twice
     */
    public static HostileBackend instead(LocalBackend local, Master master, long seed, boolean repeatsTasks) {
        return new HostileBackend(seed, local, master.slots(), master.maxFailures(), repeatsTasks);
    }

    @Override
    public <R> PreparedPlan<R> prepare(Plan<R> plan) {
        return new HostilePlan<>(this, plan.root(), plan.action());
    }

    @Override
    public <V> V value(Computed<V> computed, RunOptions options) {
        return HostilePlan.value(this, computed, options, new HashMap<>());
    }

    /** As many as the master says, although there is one thread: more partitions are more to get wrong. */
    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void unpersist(long cachedId) {
        store.forget(cachedId);
    }

    @Override
    public void forget(long cachedId) {
        store.forget(cachedId);
    }

    @Override
    public void forget(long cachedId, long run) {
        store.forget(cachedId, run);
    }

    @Override
    public @Nullable Cursor stored(CachedBlock rows) {
        return store.readOrAsk(rows);
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
        cancel(run -> run.job() == job, reason);
    }

    @Override
    public void cancelGroup(String group, String reason) {
        cancel(run -> run.options().group().equals(group), reason);
    }

    @Override
    public void cancelStage(long job, int stage, String reason) {
        cancel(run -> run.job() == job && run.isRunning(stage), reason);
    }

    @Override
    public void cancelAll(String reason) {
        cancel(run -> true, reason);
    }

    @Override
    public void close() {
        cancelAll("the session was closed");
        local.close();
    }

    @Override
    public String session() {
        return local.session();
    }

    @Override
    public Codecs codecs() {
        return local.codecs();
    }

    @Override
    public SpillDirectory spill() {
        return local.spill();
    }

    @Override
    public boolean strict() {
        return true;
    }

    SideResults sideResults() {
        return local.sideResults();
    }

    int maxAttempts() {
        return maxAttempts;
    }

    boolean repeatsTasks() {
        return repeatsTasks;
    }

    Random random() {
        return random;
    }

    ForgetfulStore store() {
        return store;
    }

    EventBus events() {
        return events;
    }

    long nextJob() {
        return lastJob.incrementAndGet();
    }

    void enter(HostileRun run) {
        oneJobAtATime.lock();
        running.add(run);
    }

    void leave(HostileRun run) {
        running.remove(run);
        oneJobAtATime.unlock();
        events.deliver();
    }

    private void cancel(Predicate<HostileRun> which, String reason) {
        running.stream().filter(which).forEach(run -> run.cancel(reason));
    }
}
