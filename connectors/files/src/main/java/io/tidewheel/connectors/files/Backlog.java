package io.tidewheel.connectors.files;

import io.tidewheel.streaming.source.SourceContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/** The files that are there and were not taken, in the order in which they will be. Used by the query's thread. */
final class Backlog {
    /** So many names are kept; of more, those that come first. The others are listed again when these are read. */
    private static final int KEPT = 100_000;

    private static final Comparator<FoundFile> OLDEST_FIRST =
            Comparator.comparingLong(FoundFile::modifiedMillis).thenComparing(FoundFile::path);
    private static final Comparator<FoundFile> NEWEST_FIRST =
            Comparator.comparingLong(FoundFile::modifiedMillis).reversed().thenComparing(FoundFile::path);

    private final SourceContext context;
    private final SeenFiles seen;
    private final DoneFiles done;
    private final Listing listing;
    private final Comparator<FoundFile> order;

    private final Deque<FoundFile> files = new ArrayDeque<>();
    private long bytes; // of the files, and of those that were too many to keep
    private boolean truncated;
    private boolean frozen;
    private long lastLookNanos;

    Backlog(SourceSettings settings, SourceContext context, SeenFiles seen, DoneFiles done, DirectoryWatch watch) {
        this.context = context;
        this.seen = seen;
        this.done = done;
        this.listing = new Listing(settings, context.storages(), context.clock(), watch);
        this.order = settings.newestFirst() ? NEWEST_FIRST : OLDEST_FIRST;
    }

    /** How many bytes there are to be read. */
    long bytes() {
        return bytes;
    }

    /** From now on there are the files of this moment only. */
    void freeze() throws IOException {
        frozen = true;
        look(Listing.Depth.EVERYTHING, Integer.MAX_VALUE);
    }

    /** Drops what was taken, and looks for more where that is due. */
    void planFrom(long ordinal) throws IOException {
        boolean givenBack = seen.planFrom(ordinal);
        while (!files.isEmpty() && seen.isTaken(files.getFirst())) {
            bytes -= files.removeFirst().length();
        }
        if (frozen) {
            return;
        }
        if (givenBack || (files.isEmpty() && truncated)) {
            listing.invalidate();
        }
        // With enough to do, a look may take a tenth of the time.
        boolean busy = !files.isEmpty() && context.clock().nanoTime() - lastLookNanos < 10 * listing.tookNanos();
        if (givenBack || !busy) {
            look(listing.due(), KEPT);
        }
    }

    private void look(Listing.Depth depth, int kept) throws IOException {
        switch (depth) {
            case NOTHING -> {}
            case NEW_NAMES -> {
                List<FoundFile> all = new ArrayList<>(files);
                Set<String> known = new HashSet<>();
                files.forEach(file -> known.add(file.path()));
                look(depth, kept, all, path -> known.contains(path) || seen.hasTaken(path));
            }
            case EVERYTHING -> look(depth, kept, List.of(), path -> false);
        }
    }

    private void look(Listing.Depth depth, int kept, List<FoundFile> before, Predicate<String> known)
            throws IOException {
        PriorityQueue<FoundFile> first = new PriorityQueue<>(order.reversed());
        first.addAll(before);
        long[] found = {before.stream().mapToLong(FoundFile::length).sum()};
        boolean[] dropped = {false};
        listing.look(depth, known, file -> {
            if (seen.isTaken(file)) {
                done.found(file);
                return;
            }
            found[0] += file.length();
            first.add(file);
            if (first.size() > kept) {
                first.remove();
                dropped[0] = true;
            }
        });
        files.clear();
        first.stream().sorted(order).forEach(files::add);
        bytes = found[0];
        truncated = dropped[0];
        lastLookNanos = context.clock().nanoTime();
    }

    /** The files that come first: at least one if there is any, then no more than the limits allow. */
    List<FoundFile> first(long maxFiles, long maxBytes) {
        List<FoundFile> taken = new ArrayList<>();
        long sum = 0;
        for (FoundFile file : files) {
            if (seen.isTaken(file)) {
                continue;
            }
            boolean fits = taken.size() < maxFiles && sum + file.length() <= maxBytes;
            if (!taken.isEmpty() && !fits) {
                break;
            }
            taken.add(file);
            sum += file.length();
        }
        return taken;
    }
}
