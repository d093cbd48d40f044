package io.tidewheel.streaming.testing;

import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.testing.SourceJournal.Changes;
import io.tidewheel.streaming.testing.SourceJournal.Planned;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of a query with one source, as {@code Recovery} and {@code QueryRun} call it. Used by one thread. */
final class SourceRun<T> extends KitSteps implements Closeable {
    private static final int GROWTHS = 3;
    private static final int BATCHES = 6; // of a source that always has more
    private static final int MOST_BATCHES = 200;
    private static final int PARALLELISM = 2;
    private static final List<SourceLimit> LIMITS = List.of(
            SourceLimit.NONE.withRows(2).withFiles(2),
            SourceLimit.NONE,
            SourceLimit.NONE.withRows(1).withFiles(1),
            SourceLimit.NONE.withBytes(1).withRows(3));

    /** What all runs of a trial share. */
    static final class Trial<T> {
        final SourcePlace<T> place;
        final SourceJournal journal = new SourceJournal();
        final Map<Long, List<T>> read = new HashMap<>(); // by batch, as it was first
        private final ManualClock clock;
        private final KitFindings findings;
        private final List<String> trace;
        private int growths;
        private List<T> frozen = List.of();

        Trial(SourcePlace<T> place, ManualClock clock, KitFindings findings, List<String> trace) {
            this.place = place;
            this.clock = clock;
            this.findings = findings;
            this.trace = trace;
        }

        /** What there was when the end was frozen. */
        List<T> frozen() {
            return frozen;
        }

        /** A run goes no further; it is dead, or paused. */
        void died(boolean dead) throws Exception {
            trace.add(dead ? "   is killed" : "   is paused");
            if (dead) {
                place.crash();
            }
        }
    }

    private final Trial<T> trial;
    private final SourceJournal journal;
    private final long epoch;
    private final Map<ByteBuffer, byte[]> state; // so much is read when the journal is claimed
    private final @Nullable Planned open;
    private final boolean isNew;
    private @Nullable SourceDriver<T> driver;
    private int committed; // by this run

    SourceRun(Trial<T> trial) {
        this(trial, trial.journal.claim());
    }

    private SourceRun(Trial<T> trial, long epoch) {
        super("run " + epoch, trial.trace);
        this.trial = trial;
        this.journal = trial.journal;
        this.epoch = epoch;
        this.state = journal.state();
        this.open = journal.open();
        this.isNew = journal.next() == null;
        then("open", this::open);
    }

    private void open() throws Exception {
        driver = trial.place
                .source()
                .open(new SourceContext(
                        "kit",
                        "in",
                        Storages.DEFAULT,
                        trial.clock,
                        PARALLELISM,
                        key -> state.get(ByteBuffer.wrap(key)),
                        () -> {}));
        if (isNew) {
            then("start", this::start);
        } else if (open == null) {
            then("plan", this::planFirst);
        } else {
            run(open);
        }
    }

    private SourceDriver<T> driver() {
        return Objects.requireNonNull(driver);
    }

    private void start() throws Exception {
        Offset start = driver().start();
        then("journals its start", () -> {
            journal.started(epoch, start);
            then("plan", this::planFirst);
        });
    }

    private void planFirst() throws Exception {
        Planned next =
                plan(Objects.requireNonNull(journal.next()), journal.committed().size());
        if (next != null) {
            then("journals that " + next + " begins", () -> {
                journal.planned(epoch, next);
                run(next);
            });
        } else if (trial.growths < GROWTHS) {
            grow();
            then("plan", this::planFirst);
        } else {
            then("close", this::close);
        }
    }

    private void grow() throws Exception {
        if (!trial.place.alwaysHasMore() && trial.growths < GROWTHS) {
            trial.growths++;
            trial.trace.add("   more rows come");
            trial.place.grow();
        }
    }

    private @Nullable Planned plan(Offset from, long batchId) throws Exception {
        if (batchId >= (trial.place.alwaysHasMore() ? BATCHES : MOST_BATCHES)) {
            trial.growths = GROWTHS;
            return null;
        }
        SourcePlan plan = driver().plan(from, LIMITS.get((int) batchId % LIMITS.size()));
        if (plan.splits().isEmpty()) {
            return null;
        }
        return new Planned(batchId, plan.to(), plan.splits());
    }

    private void run(Planned batch) {
        then("read " + batch, () -> read(batch));
        Changes changes = new Changes();
        then("remember " + batch, () -> driver().remember(batch.splits(), changes));
        then("plan", () -> {
            if (batch.batchId() == 1) {
                grow();
            }
            Planned next = plan(batch.to(), batch.batchId() + 1);
            then("journals that " + batch + " has happened", () -> {
                List<Planned> before = journal.committed();
                @Nullable
                Offset lowWater =
                        committed++ == 0 ? null : before.get(before.size() - 1).to();
                journal.committed(epoch, batch, changes, next);
                changes.applyTo(state);
                if (lowWater != null) {
                    then("commit " + lowWater, () -> driver().commit(lowWater));
                }
                if (next == null) {
                    then("plan", this::planFirst);
                } else {
                    run(next);
                }
            });
        });
    }

    /** Twice: all at once, and row by row by what went to another process. */
    private void read(Planned batch) throws Exception {
        if (isReplaced()) {
            rows(driver().format(), batch.splits(), Integer.MAX_VALUE);
            return;
        }
        try {
            List<T> rows = rows(driver().format(), batch.splits(), Integer.MAX_VALUE);
            compare(batch, rows, "first read as ");
            compare(batch, rows(copy(driver().format()), batch.splits(), 1), "read at once as ");
        } catch (Exception e) {
            trial.findings.add(Defect.CHANGED, batch + " cannot be read: " + e);
        }
    }

    private void compare(Planned batch, List<T> rows, String asBefore) {
        List<T> before = trial.read.putIfAbsent(batch.batchId(), rows);
        if (before != null && !before.equals(rows)) {
            trial.findings.add(
                    Defect.CHANGED,
                    batch + " is read as " + RowsExpected.shown(rows) + ", but was " + asBefore
                            + RowsExpected.shown(before));
        }
    }

    static <T> List<T> rows(SplitFormat<T> format, List<Split> splits, int atMost) throws Exception {
        List<T> rows = new ArrayList<>();
        RowReceiver<T> receiver = new RowReceiver<>() {
            @Override
            public void row(T row) {
                rows.add(row);
            }

            @Override
            public void bad(String record, String position, Exception problem) throws Exception {
                throw problem;
            }
        };
        for (Split split : splits) {
            try (SplitReader<T> reader = format.open(split)) {
                while (reader.read(receiver, atMost)) {
                    Objects.requireNonNull(reader.position());
                }
            }
        }
        return rows;
    }

    /** As a task elsewhere gets it. Reads nothing but what it has just written. */
    @SuppressWarnings("unchecked") // a copy is of the same type
    private static <T> SplitFormat<T> copy(SplitFormat<T> format) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(format);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (SplitFormat<T>) in.readObject();
        }
    }

    /** Opens, freezes, lets more rows come, and reads all that a query is given then; null if the end is not known. */
    @Nullable
    List<T> readToTheFrozenEnd() throws Exception {
        next();
        Offset at = driver().start();
        if (trial.place.rows().isEmpty()) {
            trial.place.grow();
        }
        trial.trace.add("   the end is frozen");
        if (!driver().freezeEnd()) {
            return null;
        }
        trial.frozen = List.copyOf(trial.place.rows());
        grow();
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < MOST_BATCHES; i++) {
            SourcePlan plan = driver().plan(at, LIMITS.get(2));
            if (plan.splits().isEmpty()) {
                return rows;
            }
            Changes changes = new Changes();
            driver().remember(plan.splits(), changes);
            rows.addAll(rows(driver().format(), plan.splits(), Integer.MAX_VALUE));
            changes.applyTo(state);
            at = plan.to();
        }
        trial.findings.add(Defect.LATE, "after " + MOST_BATCHES + " plans there is still more");
        return rows;
    }

    @Override
    void takeBack() throws Exception {
        close();
    }

    @Override
    public void close() throws IOException {
        if (driver != null) {
            driver.close();
        }
    }
}
