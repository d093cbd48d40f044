package io.tidewheel.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Partitions' results of actions on numbers, put together. */
final class Numbers {
    private Numbers() {}

    /** @throws io.tidewheel.error.TidewheelException (BAD_DATA) if it is too large for a long */
    static long sum(List<@Nullable Long> parts) {
        long[] sum = new long[2];
        for (Long part : parts) {
            NumberAggregators.SumLong.plus(sum, Objects.requireNonNull(part));
        }
        return NumberAggregators.SumLong.value(sum);
    }

    /** As {@link #sum}, of sums of 128 bits. */
    static long wideSum(List<long @Nullable []> parts) {
        long[] sum = new long[2];
        for (long[] part : parts) {
            NumberAggregators.SumLong.plus(sum, Objects.requireNonNull(part));
        }
        return NumberAggregators.SumLong.value(sum);
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
