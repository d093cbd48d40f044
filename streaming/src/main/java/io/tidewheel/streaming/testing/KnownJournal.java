package io.tidewheel.streaming.testing;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a query was told of its journal, over all its runs, and so what the journal must hold: what was acknowledged once
 * is never gone, and nobody is told anything once another run has opened the journal.
 */
final class KnownJournal {
    private final TreeMap<Long, Planned> committed = new TreeMap<>(); // by batch
    private @Nullable Committed lastCommit;
    private @Nullable Planned open; // acknowledged, and not committed as far as anybody knows
    private final Set<Long> epochs = new HashSet<>(); // that were opened
    private long newestEpoch;
    private @Nullable String queryId;
    private long startedMillis;

    /** The committed batches, in their order. */
    Collection<Planned> committed() {
        return committed.values();
    }

    /** How the last of them ended; null if there is none. */
    @Nullable
    Committed lastCommit() {
        return lastCommit;
    }

    /** Null before the first start. */
    @Nullable
    String queryId() {
        return queryId;
    }

    /** When the query was first started. */
    long startedMillis() {
        return startedMillis;
    }

    long newestEpoch() {
        return newestEpoch;
    }

    /** A process has opened the journal; what it does goes through what this returns. */
    Checkpoint opened(Checkpoint checkpoint) {
        long epoch = checkpoint.epoch();
        require(epochs.add(epoch), "epoch " + epoch + " was opened twice, and the newest is " + newestEpoch);
        if (epoch < newestEpoch) {
            return new Observed(this, checkpoint); // a zombie from its birth
        }
        newestEpoch = epoch;
        History history = checkpoint.history();
        history.started().ifPresent(started -> {
            queryId = started.queryId();
            startedMillis = started.startedMillis();
        });
        long last = history.lastCommitted().map(Committed::batchId).orElse(-1L);
        long known = lastKnown();
        require(
                last == known || last == known + 1,
                "the journal ends with batch " + last + " when it is opened as epoch " + epoch + ", and batches up to "
                        + known + " were acknowledged");
        Planned lastPlanned = history.lastPlanned().orElse(null);
        if (last == known + 1 && lastPlanned != null) {
            Planned expected = open;
            require(
                    expected == null || expected.equals(lastPlanned) || expected.batchId() != last,
                    "batch " + last + " was acknowledged as " + expected + " and is committed as " + lastPlanned);
            committed(lastPlanned);
        } else if (last >= 0) {
            require(
                    committed.get(last).equals(lastPlanned),
                    "batch " + last + " was acknowledged as " + committed.get(last) + " and is " + lastPlanned);
        }
        Planned expected = open;
        if (expected != null) {
            require(
                    expected.equals(history.open().orElse(null)),
                    "batch " + expected.batchId() + " was acknowledged as planned, " + expected + ", and is now "
                            + history.open());
        }
        lastCommit = history.lastCommitted().orElse(null);
        open = history.open().orElse(null);
        return new Observed(this, checkpoint);
    }

    /** The last batch that is known to be committed; -1 for none. */
    long lastKnown() {
        return committed.isEmpty() ? -1 : committed.lastKey();
    }

    private void acknowledged(long epoch, List<JournalRecord> records) {
        if (epoch < newestEpoch) {
            records.forEach(record -> requireKnown(epoch, record));
            return;
        }
        for (JournalRecord record : records) {
            if (record instanceof Planned planned) {
                require(
                        planned.batchId() == lastKnown() + 1,
                        "batch " + planned.batchId() + " was planned after batch " + lastKnown());
                open = planned;
            } else if (record instanceof Committed commit) {
                Planned planned = open;
                if (planned == null || planned.batchId() != commit.batchId()) {
                    throw new AssertionError("batch " + commit.batchId() + " was committed and not planned");
                }
                committed(planned);
                lastCommit = commit;
            }
        }
    }

    /** What a zombie is told late must have counted before another run began to read. */
    private void requireKnown(long epoch, JournalRecord record) {
        boolean isKnown = true;
        if (record instanceof Planned planned) {
            isKnown = planned.equals(committed.getOrDefault(planned.batchId(), open));
        } else if (record instanceof Committed commit) {
            isKnown = committed.containsKey(commit.batchId());
        }
        require(
                isKnown,
                "epoch " + epoch + " was told that its record counts, after epoch " + newestEpoch
                        + " was opened without it: " + record);
    }

    private void committed(Planned batch) {
        Planned before = committed.isEmpty() ? null : committed.lastEntry().getValue();
        if (before != null) {
            require(batch.batchId() == before.batchId() + 1, batch.batchId() + " follows " + before.batchId());
            require(batch.batchTimeMillis() >= before.batchTimeMillis(), "the time goes back to " + batch);
            require(batch.watermarkMillis() >= before.watermarkMillis(), "the watermark goes back to " + batch);
        }
        batch.inputs().forEach((source, input) -> {
            long from = Long.parseLong(input.from());
            PlannedInput earlier = before == null ? null : before.inputs().get(source);
            require(from == (earlier == null ? 0 : Long.parseLong(earlier.to())), "a gap before " + batch);
            require(Long.parseLong(input.to()) >= from, "offsets go back in " + batch);
        });
        committed.put(batch.batchId(), batch);
        open = null;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private record Observed(KnownJournal known, Checkpoint checkpoint) implements Checkpoint {
        @Override
        public long epoch() {
            return checkpoint.epoch();
        }

        @Override
        public History history() {
            return checkpoint.history();
        }

        @Override
        public void append(List<JournalRecord> records) throws IOException {
            checkpoint.append(records);
            known.acknowledged(epoch(), records);
        }

        @Override
        public FileRef write(String kind, Content content) throws IOException {
            return checkpoint.write(kind, content);
        }

        @Override
        public InputStream read(FileRef file) throws IOException {
            return checkpoint.read(file);
        }

        @Override
        public void look() throws IOException {
            checkpoint.look();
        }

        @Override
        public void purge() throws IOException {
            checkpoint.purge();
        }

        @Override
        public void close() throws IOException {
            checkpoint.close();
        }
    }
}
