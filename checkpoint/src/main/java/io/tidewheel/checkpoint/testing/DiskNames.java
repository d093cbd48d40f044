package io.tidewheel.checkpoint.testing;

import io.tidewheel.storage.Storage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of a simulated disk: as processes see them, and as the platter has them. Each change that was not synced
 * reaches the platter or not, a rename as a whole.
 */
final class DiskNames {
    /**
     * A file or a directory.
     *
     * @param file null for a directory
     */
    record Node(@Nullable DiskFile file, long createdMillis) {}

    /** The node gets the name {@code to} and loses the name {@code from}, where they are given. */
    private record Change(
            @Nullable String from,
            @Nullable String to,
            @Nullable Node node) {
        boolean touches(String directory) {
            return isIn(directory, from) || isIn(directory, to);
        }

        private static boolean isIn(String directory, @Nullable String path) {
            return path != null && Storage.parent(path).equals(Optional.of(directory));
        }

        /** Whether one builds on the other. */
        boolean concerns(Change other) {
            return same(from, other.from) || same(from, other.to) || same(to, other.from) || same(to, other.to);
        }

        private static boolean same(@Nullable String one, @Nullable String other) {
            return one != null && one.equals(other);
        }

        /** The same after a directory above it got another name. */
        Change moved(String directory, String target) {
            return new Change(moved(from, directory, target), moved(to, directory, target), node);
        }

        private static @Nullable String moved(@Nullable String path, String directory, String target) {
            return path == null || path.equals(directory) || !isAtOrBelow(path, directory)
                    ? path
                    : target + path.substring(directory.length());
        }
    }

    private final TreeMap<String, Node> seen = new TreeMap<>();
    private final TreeMap<String, Node> durable = new TreeMap<>();
    private final List<Change> pending = new ArrayList<>();

    @Nullable
    Node get(String path) {
        return seen.get(path);
    }

    /** All that is below a directory, at any depth. */
    NavigableMap<String, Node> below(String directory) {
        String prefix = Storage.child(directory, "");
        return seen.subMap(prefix, true, prefix + Character.MAX_VALUE, true);
    }

    void create(String path, Node node) {
        change(new Change(null, path, node));
    }

    void remove(String path) {
        change(new Change(path, null, null));
    }

    void move(String from, String to) {
        pending.replaceAll(change -> change.moved(from, to));
        change(new Change(from, to, seen.get(from)));
    }

    private void change(Change change) {
        apply(change, seen);
        pending.add(change);
    }

    private static boolean isAtOrBelow(String path, String above) {
        return path.equals(above) || path.startsWith(Storage.child(above, ""));
    }

    private static void apply(Change change, NavigableMap<String, Node> names) {
        Map<String, Node> moved = new TreeMap<>();
        if (change.from != null) {
            for (Iterator<Map.Entry<String, Node>> all =
                            names.tailMap(change.from).entrySet().iterator();
                    all.hasNext(); ) {
                Map.Entry<String, Node> entry = all.next();
                if (!entry.getKey().startsWith(change.from)) {
                    break;
                }
                if (isAtOrBelow(entry.getKey(), change.from)) {
                    moved.put(entry.getKey().substring(change.from.length()), entry.getValue());
                    all.remove();
                }
            }
        }
        if (change.to != null && change.node != null) {
            names.put(change.to, change.node);
            moved.forEach((rest, node) -> names.put(change.to + rest, node));
        }
    }

    /** What a sync of a directory does; the changes that those in it build on come with them. */
    void sync(String directory) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i).touches(directory)) {
                i -= settle(i);
                i--;
            }
        }
    }

    /** How many earlier ones went with it. */
    private int settle(int index) {
        Change change = pending.remove(index);
        int gone = 0;
        for (int i = 0; i < index - gone; i++) {
            if (pending.get(i).concerns(change)) {
                gone += 1 + settle(i);
                i = -1;
            }
        }
        apply(change, durable);
        return gone;
    }

    void syncAll() {
        pending.forEach(change -> apply(change, durable));
        pending.clear();
    }

    void loseAll() {
        pending.clear();
        restart();
    }

    void loseSome(Random random) {
        double lost = random.nextDouble();
        for (Change change : pending) {
            if (random.nextDouble() >= lost) {
                apply(change, durable);
            }
        }
        pending.clear();
        restart();
    }

    /** Only what the platter has is left, as far as its directory is there. */
    private void restart() {
        durable.keySet().removeIf(path -> !isReachable(path));
        seen.clear();
        seen.putAll(durable);
    }

    private boolean isReachable(String path) {
        for (Optional<String> above = Storage.parent(path);
                above.isPresent() && Storage.parent(above.get()).isPresent();
                above = Storage.parent(above.get())) {
            if (!durable.containsKey(above.get())) {
                return false;
            }
        }
        return true;
    }

    Iterable<Node> nodes() {
        return seen.values();
    }
}
