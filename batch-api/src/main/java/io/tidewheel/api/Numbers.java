package io.tidewheel.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Partitions' results of actions on numbers, put together. */
final class Numbers {
    private Numbers() {}

    static long sum(List<@Nullable Long> parts) {
        long sum = 0;
        for (Long part : parts) {
            sum = Math.addExact(sum, Objects.requireNonNull(part));
        }
        return sum;
    }

    static double exactSum(List<long @Nullable []> parts) {
        long[] sum = ExactSum.create();
        for (long[] part : parts) {
            sum = ExactSum.merge(sum, Objects.requireNonNull(part));
        }
        return ExactSum.value(sum);
    }

    static long[] longs(List<long @Nullable []> parts) {
        return parts.stream()
                .flatMapToLong(part -> LongStream.of(Objects.requireNonNull(part)))
                .toArray();
    }

    static double[] doubles(List<double @Nullable []> parts) {
        return parts.stream()
                .flatMapToDouble(part -> DoubleStream.of(Objects.requireNonNull(part)))
                .toArray();
    }
}
