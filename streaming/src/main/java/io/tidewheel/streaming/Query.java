package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.QueryStatus.State;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A query that runs, or has run. Its methods may be called by any thread; none declares a checked exception: a thread
 * that is interrupted while it waits gets an exception of kind CANCELLED and keeps its interrupt flag. Functions and
 * listeners of the query may stop it and look at it; where they would wait for themselves, they are told.
 */
public final class Query {
    private static final Logger log = LoggerFactory.getLogger(Query.class);

    private final Description description;
    private final SessionAccess session;
    private final QueryLoop loop;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AutoCloseable closer = this::closeWithSession;
    private boolean woken; // guarded by lock
    private boolean isClosing; // guarded by lock
    private State state = State.STARTING; // guarded by lock
    private @Nullable Throwable failure; // guarded by lock
    private int waiting; // guarded by lock: calls that will throw the failure
    private boolean isAsked; // guarded by lock: somebody looks now and then whether there is a failure

    private Query(Description description) {
        this.description = description;
        this.session = SessionAccess.to(description.session());
        Surroundings world = new Surroundings(Clock.SYSTEM, this::openCheckpoint, this::openBackend, this::wake);
        this.loop = new QueryLoop(description, session, world);
        this.thread = new Thread(this::run, "tidewheel-query-" + description.query());
        thread.setDaemon(true);
    }

    static Query start(Description description) {
        checkSinks(description);
        Query query = new Query(description);
        query.session.closeFirst(query.closer);
        try {
            query.loop.recover();
        } catch (Exception | Error e) {
            query.session.closed(query.closer);
            query.ended(e);
            String where = description.checkpoint() == null ? "" : " on checkpoint " + description.checkpoint();
            throw Failures.at(query + " cannot start" + where, Kind.RESOURCE, e);
        }
        query.become(State.RUNNING);
        query.thread.start();
        return query;
    }

    /** One that has ended before it began. */
    static Query notStarted(Description description) {
        Query query = new Query(description);
        query.ended(null);
        return query;
    }

    private static void checkSinks(Description description) {
        if (description.checkpoint() != null) {
            return;
        }
        if (description.needsCheckpoint()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "query '" + description.query() + "' has no checkpoint but a sink whose promise needs one ("
                            + String.join(
                                    ", ",
                                    description.sinks().values().stream()
                                            .map(StreamSink::describe)
                                            .toList())
                            + "); add .checkpoint(directory)");
        }
        log.warn(
                "query '{}' has no checkpoint: nothing of it survives this process; add .checkpoint(directory)",
                description.query());
    }

    private Checkpoint openCheckpoint(boolean takeOver) throws IOException {
        String directory = description.checkpoint();
        if (directory == null) {
            return new NoCheckpoint();
        }
        CheckpointOptions options = CheckpointOptions.DEFAULT.withTakeOver(takeOver);
        return Checkpoint.open(session.storages().of(directory), directory, options, Clock.SYSTEM);
    }

    private StateBackend openBackend(String run) throws IOException {
        Configuration settings = description.session().configuration();
        String folder = settings.get(Keys.LOCAL_DIR);
        Path base = Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir") : folder);
        return LocalState.open(description.state(), base, settings.get(Keys.STATE_MEMORY));
    }

    /** The query's thread. */
    private void run() {
        Throwable thrown = null;
        try {
            long next = loop.turn();
            while (next != QueryLoop.OVER) {
                waitUntil(next);
                next = loop.turn();
            }
        } catch (Throwable e) {
            thrown = e;
        }
        closeUndisturbed();
        try {
            loop.close();
        } catch (Throwable e) {
            if (thrown == null) {
                thrown = Failures.at(this + " has ended, but could not be closed", Kind.RESOURCE, e);
            } else {
                thrown.addSuppressed(e);
            }
        }
        session.closed(closer);
        loop.listeners().ended(thrown);
        if (ended(thrown)) {
            log.info("query '{}' has ended{}", description.query(), thrown == null ? "" : ", failed");
        } else {
            log.error(
                    "query '{}' failed, and nobody waits for it; await() or failure() would have told the program",
                    description.query(),
                    thrown);
        }
    }

    /** From here on nobody interrupts this thread: it closes files. */
    private void closeUndisturbed() {
        lock.lock();
        try {
            isClosing = true;
        } finally {
            lock.unlock();
        }
        boolean interrupted = Thread.interrupted();
        log.debug("query '{}' ends{}", description.query(), interrupted ? ", interrupted" : "");
    }

    private void waitUntil(long millis) {
        lock.lock();
        try {
            changed.signalAll(); // somebody may wait for an answer
            long left = millis - loop.nowMillis();
            while (!woken && left > 0 && !loop.isStopping()) {
                changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(left, TimeUnit.DAYS.toMillis(1))));
                left = millis - loop.nowMillis();
            }
            woken = false;
        } catch (InterruptedException e) {
            log.debug("query '{}' was interrupted while it waited", description.query());
        } finally {
            lock.unlock();
        }
        if (Thread.interrupted()) { // by a listener, say; whoever stops the query says so before
            log.debug("query '{}' goes on although its thread was interrupted", description.query());
        }
    }

    private void wake() {
        loop.wake();
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void become(State next) {
        lock.lock();
        try {
            if (state == State.STARTING || state == State.RUNNING) {
                state = next;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** False if it failed and nobody will hear of that from here. */
    private boolean ended(@Nullable Throwable thrown) {
        lock.lock();
        try {
            failure = thrown;
            state = thrown == null ? State.ENDED : State.FAILED;
            changed.signalAll();
            return thrown == null || waiting > 0 || isAsked;
        } finally {
            lock.unlock();
        }
    }

    /** The name it was started under. */
    public String name() {
        return description.query();
    }

    /**
     * Returns when the query has ended: it was stopped or drained, or its trigger ends by itself.
     *
     * @throws TidewheelException what it failed with
     */
    public void await() {
        awaitEnd("await", Long.MAX_VALUE, 1); // nanoseconds: three centuries
    }

    /**
     * As {@link #await()}, but returns after {@code timeout} at the latest.
     *
     * @return whether the query has ended
     */
    public boolean await(Duration timeout) {
        return awaitEnd("await", nanos(timeout), 1);
    }

    private static long nanos(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE; // more than three centuries
        }
    }

    /** @param listeners 1 if a failure has been told when it was thrown from here */
    private boolean awaitEnd(String operation, long nanos, int listeners) {
        checkOutside(operation);
        lock.lock();
        try {
            waiting += listeners;
            long left = nanos;
            while (!isOver() && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!isOver()) {
                isAsked |= listeners > 0; // it will be asked again
                return false;
            }
        } catch (InterruptedException e) {
            throw interrupted(operation, e);
        } finally {
            waiting -= listeners;
            lock.unlock();
        }
        joinThread(operation);
        Throwable thrown = failure();
        if (thrown != null) {
            throw rethrown(thrown);
        }
        return true;
    }

    /** The query is over, and so is its thread within moments: who has waited for one has waited for the other. */
    private void joinThread(String operation) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw interrupted(operation, e);
        }
    }

    /** True on the query's thread, and in its tasks, which may have threads of their own. */
    private boolean isInside() {
        return Thread.currentThread() == thread || loop.isRunning(CurrentTask.get());
    }

    private void checkOutside(String operation) {
        if (isInside()) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    operation + " of query '" + name() + "' was called by a function or listener of that query, which"
                            + " would wait for itself; call it on another thread");
        }
    }

    private boolean isOver() {
        return state == State.ENDED || state == State.FAILED;
    }

    private TidewheelException rethrown(Throwable failure) {
        if (failure instanceof TidewheelException ours) {
            return new TidewheelException(
                    ours.kind(), ours.getMessage(), ours.getCause() == null ? ours : ours.getCause());
        }
        return Failures.ofDeath(name(), failure);
    }

    private TidewheelException interrupted(String operation, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TidewheelException(
                Kind.CANCELLED,
                "the thread that called " + operation + " of query '" + name() + "' was interrupted; the query goes on",
                e);
    }

    /**
     * Waits until everything has been processed that the sources had when this was called. For tests and for ends of
     * input; with sources that never end it may never return.
     */
    public void processAllAvailable() {
        checkOutside("processAllAvailable");
        long question = loop.ask();
        wake();
        lock.lock();
        try {
            waiting++;
            while (!isOver() && !loop.hasAnswered(question)) {
                changed.await();
            }
            if (failure != null) {
                throw rethrown(failure);
            }
        } catch (InterruptedException e) {
            throw interrupted("processAllAvailable", e);
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /**
     * As {@link #processAllAvailable}, and finishes all windows as if nothing came any more: for ends of input. What comes
     * later all the same is late.
     */
    public void closeWindows() {
        checkOutside("closeWindows");
        loop.endEventTime();
        processAllAvailable();
    }

    /**
     * Finishes what is planned, and ends. Nothing is left open: the next start may have other code.
     *
     * @return false if that took longer than {@code timeout}; it goes on then
     */
    public boolean drain(Duration timeout) {
        checkOutside("drain");
        become(State.STOPPING);
        loop.drain();
        wake();
        return awaitEnd("drain", nanos(timeout), 0); // who drains may not be who waits
    }

    /**
     * Ends now: what runs is cancelled, and runs again at the next start. Returns when it has ended; called by a function
     * or a listener of the query itself, it returns at once.
     */
    public void stop() {
        boolean isInside = isInside(); // once it is stopped, nobody can tell
        become(State.STOPPING);
        loop.stop();
        wake();
        if (isInside) {
            return;
        }
        lock.lock();
        try {
            if (!isClosing) {
                thread.interrupt();
            }
            while (!isOver()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            throw interrupted("stop", e);
        } finally {
            lock.unlock();
        }
        joinThread("stop");
    }

    /** What it does at this moment. */
    public QueryStatus status() {
        lock.lock();
        try {
            return new QueryStatus(state, isOver() ? "ended" : loop.doing(), loop.batches());
        } finally {
            lock.unlock();
        }
    }

    /** What the last batch did; null before the first. */
    public @Nullable QueryProgress lastProgress() {
        return loop.progress();
    }

    /**
     * What it failed with; null if it runs or has ended well. Whoever asks is taken to ask again: a failure is logged as
     * an error only if nobody has asked for it and nobody waits.
     */
    public @Nullable Throwable failure() {
        lock.lock();
        try {
            isAsked = true;
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private void closeWithSession() {
        log.warn(
                "query '{}' is stopped because {} is closed; stop or drain it before",
                description.query(),
                description.session());
        stop();
    }

    @Override
    public String toString() {
        return "query '" + name() + "'";
    }
}
