package io.tidewheel.connectors.files;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.SourceState;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans which files a batch takes. An offset is how many files were taken before. */
final class FileSourceDriver<T> implements SourceDriver<T> {
    private static final long LEAST_SPLIT_BYTES = 1L << 20;

    private final SourceSettings settings;
    private final SourceContext context;
    private final SeenFiles seen;
    private final Backlog backlog;
    private final DoneFiles done;
    private final DirectoryWatch watch;

    FileSourceDriver(SourceSettings settings, SourceContext context) throws IOException {
        this.settings = settings;
        this.context = context;
        this.seen = new SeenFiles(context.state());
        this.done = new DoneFiles(settings, context.storages(), seen);
        requireDirectory();
        boolean isLocal = Storages.isLocal(settings.directory());
        this.watch = new DirectoryWatch(
                context.source(), isLocal ? Storages.localPath(settings.directory()) : null, context.wake());
        this.backlog = new Backlog(settings, context, seen, done, watch);
    }

    private void requireDirectory() throws IOException {
        Storage storage = context.storages().of(settings.directory());
        Optional<StoredFile> found = storage.stat(settings.directory());
        if (found.isEmpty() || !found.get().directory()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "source '" + context.source() + "' of query '" + context.query() + "' reads the directory "
                            + settings.directory() + ", which "
                            + (found.isEmpty()
                                    ? "does not exist; create it before the query starts"
                                    : "is a file; name a directory, of which every file is read"));
        }
    }

    @Override
    public Offset start() {
        return new Offset("0");
    }

    @Override
    public SourcePlan plan(Offset from, SourceLimit limit) throws IOException {
        long ordinal = Long.parseLong(from.text());
        backlog.planFrom(ordinal);
        List<FoundFile> taken = backlog.first(
                Math.min(limit.files(), settings.maxFiles()), Math.min(limit.bytes(), settings.maxBytes()));
        if (taken.isEmpty()) {
            return SourcePlan.nothing(from);
        }
        long bytes = taken.stream().mapToLong(FoundFile::length).sum();
        return new SourcePlan(
                new Offset(Long.toString(ordinal + taken.size())),
                splits(taken, ordinal, bytes),
                -1,
                backlog.bytes() - bytes);
    }

    private List<Split> splits(List<FoundFile> files, long firstOrdinal, long bytes) {
        long share = (bytes + context.parallelism() - 1) / context.parallelism();
        long most = Math.min(settings.splitBytes(), Math.max(LEAST_SPLIT_BYTES, share));
        List<Split> splits = new ArrayList<>(files.size());
        long ordinal = firstOrdinal;
        for (FoundFile file : files) {
            long start = 0;
            if (file.length() > most + most / 10 && isSplittable(file)) {
                for (; file.length() - start > most + most / 10; start += most) {
                    splits.add(new PlannedFile(file, ordinal, start, start + most).split());
                }
            }
            splits.add(new PlannedFile(file, ordinal, start, file.length()).split());
            ordinal++;
        }
        return splits;
    }

    private boolean isSplittable(FoundFile file) {
        return settings.parser().splittable(new StoredFile(file.path(), file.length(), 0, false));
    }

    @Override
    public boolean freezeEnd() throws IOException {
        backlog.freeze();
        return true;
    }

    @Override
    public boolean wakes() {
        return watch.sees();
    }

    @Override
    public SplitFormat<T> format() {
        return new FileSplitFormat<>(
                settings.directory(), settings.parser(), settings.skipsChanged(), context.storages());
    }

    @Override
    public void remember(List<Split> splits, SourceState.Changes changes) {
        done.remember(changes);
        for (Split split : splits) {
            PlannedFile planned = PlannedFile.of(split);
            if (planned.start() == 0) {
                seen.take(planned);
                done.add(planned);
                changes.put(
                        FoundFile.key(planned.file().path()),
                        new SeenFiles.Entry(planned.file().fingerprint(), planned.ordinal()).bytes());
            }
        }
    }

    @Override
    public void commit(Offset lowWater) throws IOException {
        done.release(Long.parseLong(lowWater.text()));
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
