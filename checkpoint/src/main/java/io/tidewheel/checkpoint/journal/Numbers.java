package io.tidewheel.checkpoint.journal;

import java.io.IOException;

/**
 * Finds the newest of things that are numbered from 1, by looking for names and never by a listing, which may be stale.
 *
 * <p>Old ones may be deleted but for waypoints: powers of two, and the numbers whose bits are the leading bits of the
 * newest one, then zeros. For 45 (101101) these are 1, 2, 4, 8, 16, 32, 40, 44 and 45.
 */
public final class Numbers {
    private Numbers() {}

    /** Whether there is a thing of this number. */
    @FunctionalInterface
    public interface Look {
        boolean exists(long number) throws IOException;
    }

    /** The largest number there is; 0 if there is none. */
    public static long newest(Look look) throws IOException {
        if (!look.exists(1)) {
            return 0;
        }
        long newest = 1;
        while (look.exists(newest * 2)) {
            newest *= 2;
        }
        for (long bit = newest / 2; bit > 0; bit /= 2) {
            if (look.exists(newest + bit)) {
                newest += bit;
            }
        }
        return newest;
    }

    /** Whether the search for {@code newest}, or for a later one, looks for {@code number}. */
    public static boolean isWaypoint(long number, long newest) {
        long below = Long.lowestOneBit(number) - 1;
        return Long.bitCount(number) == 1 || number == (newest & ~below);
    }
}
