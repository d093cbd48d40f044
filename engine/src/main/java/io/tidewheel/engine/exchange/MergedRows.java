package io.tidewheel.engine.exchange;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges sorted rows; of equal rows those of the earlier source come first. Closes its sources. */
final class MergedRows extends SortedRows {
    /*
     * A tree of losers: tree[1..n-1] hold the losers of the matches on the way up, tree[0] the winner. After the winner
     * has moved on it plays only against the losers between its leaf and the root: log2(n) comparisons a row.
     */
    private final List<? extends SortedRows> sources;
    private final boolean[] ended;
    private final int[] tree;
    private final @Nullable Comparator<@Nullable Object> ties;
    private boolean started;
    private long given;

    MergedRows(List<? extends SortedRows> sources, @Nullable Comparator<@Nullable Object> ties) {
        this.sources = sources;
        this.ended = new boolean[sources.size()];
        this.tree = new int[sources.size()];
        this.ties = ties;
    }

    /** Which source the current row came from. */
    int source() {
        return tree[0];
    }

    @Override
    public boolean next() throws Exception {
        int count = tree.length;
        if (!started) {
            started = true;
            for (int source = 0; source < count; source++) {
                ended[source] = !sources.get(source).next();
            }
            tree[0] = count == 1 ? 0 : play(1);
        } else if (count > 0) {
            int winner = tree[0];
            ended[winner] = !sources.get(winner).next();
            for (int node = (winner + count) >>> 1; node > 0; node >>>= 1) {
                if (isBefore(tree[node], winner)) {
                    int loser = winner;
                    winner = tree[node];
                    tree[node] = loser;
                }
            }
            tree[0] = winner;
        }
        if (count == 0 || ended[tree[0]]) {
            return false;
        }
        given++;
        SortedRows first = sources.get(tree[0]);
        code = first.code;
        key = first.key;
        value = first.value;
        return true;
    }

    /** Plays all matches below a node; leaves the losers, returns the winner. */
    private int play(int node) {
        int count = tree.length;
        if (node >= count) {
            return node - count;
        }
        int left = play(2 * node);
        int right = play(2 * node + 1);
        boolean leftWins = isBefore(left, right);
        tree[node] = leftWins ? right : left;
        return leftWins ? left : right;
    }

    private boolean isBefore(int left, int right) {
        if (ended[left] || ended[right]) {
            return !ended[left] || (ended[right] && left < right);
        }
        SortedRows a = sources.get(left);
        SortedRows b = sources.get(right);
        if (a.code != b.code) {
            return a.code < b.code;
        }
        int order = ties == null ? 0 : ties.compare(a.key, b.key);
        return order == 0 ? left < right : order < 0;
    }

    @Override
    long given() {
        return given;
    }

    @Override
    public void close() throws IOException {
        for (SortedRows source : sources) {
            source.close();
        }
    }
}
