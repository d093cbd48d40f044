package io.tidewheel.api;

import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.schedule.Backend;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.engine.task.SideResults;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.function.ReduceFunction;
import io.tidewheel.storage.Storages;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * For the modules of Tidewheel that build on sessions, such as streaming: datasets made of plans, and back. Not for
 * programs: it changes without notice. Thread-safe as the session is.
 */
public final class SessionAccess {
    private final Tidewheel session;

    private SessionAccess(Tidewheel session) {
        this.session = session;
    }

    public static SessionAccess to(Tidewheel session) {
        return new SessionAccess(session);
    }

    public <T> Dataset<T> dataset(PlanNode node) {
        return new Dataset<>(session, node);
    }

    public <K, V> KeyedDataset<K, V> keyed(PlanNode node) {
        return new KeyedDataset<>(session, node);
    }

    public PlanNode node(Rows<?> rows) {
        return rows.node();
    }

    /** A number for cached rows that no others of this session have. */
    public long nextId() {
        return session.jobs().nextId();
    }

    /** The caller closes what it gets. */
    public <R> PreparedPlan<R> prepare(PlanNode root, Action<R> action) {
        return session.jobs().prepare(root, action);
    }

    public Backend backend() {
        return session.backend();
    }

    public Codecs codecs() {
        return session.codecs();
    }

    public Storages storages() {
        return session.storages();
    }

    /** How an exchange brings the values of a key together for an aggregator, whose results are then to be finished. */
    public static Combiner combiner(Aggregator<?, ?, ?> aggregator) {
        return AggregatorCombiner.of(aggregator);
    }

    public static <T> EventDataset<T> events(Dataset<Timestamped<T>> rows) {
        return new EventDataset<>(rows);
    }

    public static <K, V> EventKeyedDataset<K, V> events(KeyedDataset<K, Timestamped<V>> rows) {
        return new EventKeyedDataset<>(rows);
    }

    /** What windows these are. */
    public static WindowShape shape(Windows windows) {
        return windows.shape();
    }

    /** @throws TidewheelException (CONFIGURATION) as {@link WindowedFlow#allowedLateness} */
    public static void checkLateness(Duration lateness) {
        WindowChecks.lateness(lateness);
    }

    /** @throws TidewheelException (CONFIGURATION) as {@link WindowedFlow#outputMode} */
    public static void checkMode(OutputMode mode, WindowShape windows) {
        WindowChecks.mode(mode, windows);
    }

    /** How an exchange brings the values of a key together by a function of two. */
    public static Combiner reducing(ReduceFunction<?> function) {
        return Combiners.reducing(function);
    }

    /** A number under which tasks leave side results for {@code listener}. */
    public long listen(SideResults listener) {
        return session.accumulators().listen(listener);
    }

    public void unlisten(long id) {
        session.accumulators().unlisten(id);
    }

    /** What the jobs read that this thread starts from now on, and the threads it starts. */
    public void parameters(Parameters parameters) {
        session.properties().parameters(parameters);
    }

    /** What {@code description} describes; so many partitions is what it has unless it says so, whatever the settings. */
    public <D> D inPartitions(int partitions, Supplier<D> description) {
        int before = session.properties().partitions();
        session.properties().partitions(partitions);
        try {
            return description.get();
        } finally {
            session.properties().partitions(before);
        }
    }

    /** {@code part} is closed before the session is, unless {@link #closed} was called. */
    public void closeFirst(AutoCloseable part) {
        session.closeFirst(part);
    }

    public void closed(AutoCloseable part) {
        session.closed(part);
    }
}
