package io.tidewheel.batch.step;

import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * So many numbers, each from 0 to a limit, exclusive, with the same chance, in ascending order without being sorted: of n
 * numbers left in (x, 1) the least is 1 - (1 - x) * u^(1/n), for u even in (0, 1].
 */
public final class AscendingDraws {
    private final long limit;
    private final SplittableRandom random;
    private long left; // with the one that is next
    private double above = 1; // the next one
    private long next;

    public AscendingDraws(long count, long limit, SplittableRandom random) {
        this.limit = limit;
        this.random = random;
        this.left = count;
        draw();
    }

    private void draw() {
        if (left > 0) {
            above *= Math.pow(1 - random.nextDouble(), 1.0 / left);
            next = Math.min(limit - 1, (long) ((1 - above) * limit));
        }
    }

    public boolean hasNext() {
        return left > 0;
    }

    /** The same until it is passed. */
    public long next() {
        if (left == 0) {
            throw new NoSuchElementException("all numbers were drawn");
        }
        return next;
    }

    public void pass() {
        left--;
        draw();
    }
}
