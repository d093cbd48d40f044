package io.tidewheel.bench;

import java.util.Collection;
import java.util.Locale;

/** Where the middle half of some numbers lies. Quartiles are interpolated between neighbours. */
record Spread(int count, double lower, double median, double upper) {
    static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a spread needs at least one value");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(sorted.length, at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f [%.3f .. %.3f]", median, lower, upper);
    }
}
