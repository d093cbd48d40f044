package io.tidewheel.checkpoint.journal;

import io.tidewheel.checkpoint.journal.Image.Done;
import io.tidewheel.checkpoint.journal.Image.Life;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What records have come to at some moment; changes of state stay in the segments until they are asked for. */
final class Recovered implements History {
    private final Storage storage;
    private final String directory;
    private final StateFiles files;
    private final Image image;
    private final Map<String, List<SnapshotRef>> snapshots = new TreeMap<>();

    Recovered(Storage storage, String directory, StateFiles files, Progress progress) {
        this.storage = storage;
        this.directory = directory;
        this.files = files;
        this.image = progress.image();
        for (String operator : operators()) {
            snapshots.put(operator, progress.newestSnapshots(operator));
        }
    }

    @Override
    public Optional<Started> started() {
        return Optional.ofNullable(image.started());
    }

    @Override
    public Optional<Committed> lastCommitted() {
        return last().map(Done::committed);
    }

    @Override
    public Optional<Planned> lastPlanned() {
        return last().map(Done::planned);
    }

    private Optional<Done> last() {
        List<Done> commits = image.commits();
        return commits.isEmpty() ? Optional.empty() : Optional.of(commits.get(commits.size() - 1));
    }

    @Override
    public Optional<Planned> open() {
        return Optional.ofNullable(image.open());
    }

    @Override
    public Optional<Prepared> prepared() {
        return Optional.ofNullable(image.prepared());
    }

    @Override
    public List<String> operators() {
        return image.operators().stream()
                .filter(life -> life.end() == Long.MAX_VALUE)
                .map(Life::operator)
                .sorted()
                .toList();
    }

    @Override
    public List<SnapshotRef> snapshots(String operator) {
        return snapshots.getOrDefault(operator, List.of());
    }

    @Override
    public void replay(String operator, long batchId, Changes changes) throws IOException {
        Optional<Life> life = image.operators().stream()
                .filter(candidate -> candidate.end() == Long.MAX_VALUE
                        && candidate.operator().equals(operator))
                .findFirst();
        if (life.isEmpty()) {
            return;
        }
        long after = Math.max(batchId, life.get().since() - 1);
        for (Run run : image.runs()) {
            if (run.lastBatch() <= after) {
                continue;
            }
            for (long number = run.first(); number <= run.last(); number++) {
                replay(run, new SegmentName(run.epoch(), number), operator, after, changes);
            }
        }
    }

    private void replay(Run run, SegmentName segment, String operator, long after, Changes changes) throws IOException {
        try (SegmentReader in = SegmentReader.of(storage, directory, run, segment)) {
            for (SegmentReader.Group group = in.next(); group != null; group = in.next()) {
                for (Object record : group.records()) {
                    if (record instanceof Committed commit && commit.batchId() > after) {
                        replay(commit, operator, changes);
                    }
                }
            }
        }
    }

    private void replay(Committed commit, String operator, Changes changes) throws IOException {
        for (StateDelta delta : commit.deltas()) {
            if (delta.operator().equals(operator)) {
                changes.changed(commit.batchId(), content(commit, delta));
            }
        }
    }

    private Blob content(Committed commit, StateDelta delta) throws IOException {
        if (delta.content() instanceof StateDelta.Inline inline) {
            return inline.changes();
        }
        FileRef file = ((StateDelta.InFile) delta.content()).file();
        try (InputStream in = files.read(file)) {
            return Blob.of(in.readAllBytes());
        } catch (TidewheelException e) {
            throw new TidewheelException(
                    e.kind(),
                    "what batch " + commit.batchId() + " changed in the state of " + delta.operator()
                            + " cannot be restored: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Map<String, String> lowWater() {
        Map<String, String> offsets = new TreeMap<>();
        image.commits().forEach(done -> addMissing(done.planned(), offsets));
        open().ifPresent(planned -> addMissing(planned, offsets));
        started().ifPresent(record -> record.startOffsets().forEach(offsets::putIfAbsent));
        return offsets;
    }

    private static void addMissing(Planned planned, Map<String, String> offsets) {
        planned.inputs().forEach((source, input) -> offsets.putIfAbsent(source, input.from()));
    }
}
