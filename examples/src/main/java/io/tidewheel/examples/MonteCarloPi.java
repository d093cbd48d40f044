package io.tidewheel.examples;

import io.tidewheel.api.Tidewheel;
import java.util.SplittableRandom;

/** Numbers without boxes: how many random points of a square lie in its circle. The same seed gives the same answer. */
public final class MonteCarloPi {
    private static final String USAGE = "MonteCarloPi [POINTS]";

    private MonteCarloPi() {}

    public static void main(String[] args) {
        if (args.length > 0) {
            Usage.require(args, 1, USAGE);
        }
        long points = args.length == 0 ? 10_000_000 : Usage.number(args[0], 1, Long.MAX_VALUE, "POINTS", USAGE);
        try (Tidewheel tw = Tidewheel.open()) {
            System.out.println(run(tw, points, 42));
        }
    }

    public static double run(Tidewheel tw, long points, long seed) {
        long inside = tw.range(0, points).filter(point -> isInside(point, seed)).count();
        return 4.0 * inside / points;
    }

    private static boolean isInside(long point, long seed) {
        SplittableRandom random = new SplittableRandom(seed + point);
        double x = random.nextDouble();
        double y = random.nextDouble();
        return x * x + y * y < 1;
    }
}
