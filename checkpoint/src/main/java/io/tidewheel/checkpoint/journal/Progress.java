package io.tidewheel.checkpoint.journal;

import io.tidewheel.checkpoint.journal.Image.Changed;
import io.tidewheel.checkpoint.journal.Image.Done;
import io.tidewheel.checkpoint.journal.Image.Life;
import io.tidewheel.checkpoint.journal.Image.Taken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the records so far come to, and what of them is still needed. Used by one thread. */
final class Progress {
    /*
     * The floor is the oldest commit that can be gone back to. To go back to commit c takes snapshots that were announced
     * by c or before (a snapshot may hold changes up to the commit that announced it) and the changes from there to c.
     * So a snapshot is superseded once each of its groups has a newer one that was announced at the floor or before, and
     * changes are covered once every group has a snapshot, announced at the floor or before, that holds them.
     * The floor never goes back, even when more commits are to be retained from some start on.
     */
    private int retainedCommits;
    private long floor;
    private long nextBatch;
    private @Nullable Started started;
    private final ArrayDeque<Done> commits = new ArrayDeque<>();
    private @Nullable Planned open;
    private @Nullable Prepared prepared;
    private final List<Life> operators = new ArrayList<>();
    private final List<Taken> snapshots = new ArrayList<>();
    private final List<Changed> changes = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();

    Progress(int retainedCommits) {
        this.retainedCommits = retainedCommits;
    }

    Progress(Image image) {
        retainedCommits = image.retainedCommits();
        floor = image.floor();
        nextBatch = image.nextBatch();
        started = image.started();
        commits.addAll(image.commits());
        open = image.open();
        prepared = image.prepared();
        operators.addAll(image.operators());
        snapshots.addAll(image.snapshots());
        changes.addAll(image.changes());
        runs.addAll(image.runs());
    }

    Image image() {
        prune();
        return new Image(
                retainedCommits,
                floor,
                nextBatch,
                started,
                List.copyOf(commits),
                open,
                prepared,
                List.copyOf(operators),
                List.copyOf(snapshots),
                List.copyOf(changes),
                List.copyOf(runs));
    }

    void retain(int newRetainedCommits) {
        retainedCommits = newRetainedCommits;
    }

    Due due() {
        return new Due(started == null ? null : started.queryId(), nextBatch, open != null);
    }

    /**
     * Takes in the next record.
     *
     * @throws IllegalArgumentException if it cannot come next
     */
    void apply(JournalRecord record) {
        due().after(record);
        if (record instanceof Started next) {
            started = next;
        } else if (record instanceof Planned next) {
            open = next;
            prepared = null;
        } else if (record instanceof Prepared next) {
            prepared = next;
        } else if (record instanceof Committed next) {
            committed(next);
        }
    }

    private void committed(Committed commit) {
        if (open == null) {
            throw new IllegalStateException("batch " + commit.batchId() + " was not planned");
        }
        commits.addLast(new Done(open, commit));
        open = null;
        prepared = null;
        nextBatch = commit.batchId() + 1;
        floor = Math.max(floor, nextBatch - retainedCommits);
        while (commits.getFirst().committed().batchId() < floor) {
            commits.removeFirst();
        }
        for (String operator : commit.dropped()) {
            operators.replaceAll(life ->
                    isLiving(life, operator) ? new Life(operator, life.since(), life.last(), commit.batchId()) : life);
        }
        commit.deltas().forEach(delta -> changed(delta, commit.batchId()));
        commit.snapshots().forEach(snapshot -> snapshots.add(new Taken(snapshot, commit.batchId())));
    }

    private static boolean isLiving(Life life, String operator) {
        return life.end() == Long.MAX_VALUE && life.operator().equals(operator);
    }

    private void changed(StateDelta delta, long batchId) {
        String operator = delta.operator();
        Optional<Life> living = life(operator);
        living.ifPresent(operators::remove);
        operators.add(new Life(operator, living.map(Life::since).orElse(batchId), batchId, Long.MAX_VALUE));
        if (delta.content() instanceof StateDelta.InFile inFile) {
            changes.add(new Changed(operator, batchId, inFile.file().path()));
        }
    }

    Optional<Life> life(String operator) {
        return operators.stream().filter(life -> isLiving(life, operator)).findFirst();
    }

    /** Records of the run count from now on; empty ones are of no use. */
    void add(Run run) {
        runs.add(run);
    }

    /** The last batch that is committed; -1 for none. */
    long lastBatch() {
        return nextBatch - 1;
    }

    /** Forgets what is not needed to go back to the floor. */
    private void prune() {
        operators.removeIf(life -> life.end() <= floor);
        snapshots.removeIf(taken -> !isNeeded(taken));
        Map<Life, Long> covered = operators.stream().collect(Collectors.toMap(life -> life, this::covered));
        changes.removeIf(changed -> operators.stream()
                .noneMatch(life ->
                        belongs(changed.operator(), changed.batchId(), life) && changed.batchId() > covered.get(life)));
        long oldest = covered.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        runs.removeIf(run -> run.lastBatch() <= oldest);
    }

    private static boolean belongs(String operator, long batchId, Life life) {
        return life.operator().equals(operator) && batchId >= life.since() && batchId < life.end();
    }

    private boolean isNeeded(Taken taken) {
        SnapshotRef snapshot = taken.snapshot();
        Optional<Life> of = operators.stream()
                .filter(life -> belongs(snapshot.operator(), taken.announced(), life))
                .findFirst();
        if (of.isEmpty()) {
            return false;
        }
        for (int group = snapshot.firstKeyGroup(); group < snapshot.endKeyGroup(); group++) {
            Taken newest = newest(of.get(), group, floor);
            if (newest == null || newest.equals(taken) || newest.snapshot().batchId() < snapshot.batchId()) {
                return true;
            }
        }
        return false;
    }

    /** The newest snapshot of a group that a commit up to {@code announced} has named. */
    private @Nullable Taken newest(Life life, int group, long announced) {
        Taken newest = null;
        for (Taken taken : snapshots) {
            SnapshotRef snapshot = taken.snapshot();
            if (taken.announced() <= announced
                    && belongs(snapshot.operator(), taken.announced(), life)
                    && snapshot.firstKeyGroup() <= group
                    && group < snapshot.endKeyGroup()
                    && (newest == null
                            || snapshot.batchId() >= newest.snapshot().batchId())) {
                newest = taken;
            }
        }
        return newest;
    }

    /** The last batch all of whose changes are in snapshots that count at the floor. */
    private long covered(Life life) {
        long covered = Long.MAX_VALUE;
        int groups = started == null ? 0 : started.keyGroups();
        for (int group = 0; group < groups; group++) {
            Taken newest = newest(life, group, floor);
            if (newest == null) {
                return life.since() - 1;
            }
            covered = Math.min(covered, newest.snapshot().batchId());
        }
        return covered;
    }

    /** The newest snapshots of an operator's groups, oldest first, each once. */
    List<SnapshotRef> newestSnapshots(String operator) {
        Optional<Life> life = life(operator);
        int groups = started == null ? 0 : started.keyGroups();
        Set<SnapshotRef> chosen = new HashSet<>();
        for (int group = 0; life.isPresent() && group < groups; group++) {
            Taken newest = newest(life.get(), group, Long.MAX_VALUE);
            if (newest != null) {
                chosen.add(newest.snapshot());
            }
        }
        return snapshots.stream()
                .map(Taken::snapshot)
                .filter(chosen::remove)
                .sorted(Comparator.comparingLong(SnapshotRef::batchId))
                .toList();
    }

    /** The files that may not be deleted, relative to the checkpoint. */
    Set<String> files() {
        prune();
        Set<String> files = new HashSet<>();
        snapshots.forEach(taken -> files.add(taken.snapshot().file().path()));
        changes.forEach(changed -> files.add(changed.path()));
        if (prepared != null) {
            prepared.commit().files().forEach(file -> files.add(file.path()));
        }
        commits.forEach(done -> done.committed().files().forEach(file -> files.add(file.path())));
        return files;
    }
}
