package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.function.ToDouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Tells quantiles about: see {@link QuantileCell}. */
record QuantileSketch<V>(ToDouble<? super V> number, List<Double> fractions, int k)
        implements Aggregator<V, QuantileCell, List<Double>> {
    static final int DEFAULT_K = 400;

    QuantileSketch {
        Objects.requireNonNull(number, "number");
        fractions = List.copyOf(fractions);
        for (double fraction : fractions) {
            if (!(fraction >= 0 && fraction <= 1)) {
                throw new TidewheelException(
                        CONFIGURATION,
                        "quantiles are told for fractions from 0 to 1, but one is " + fraction
                                + "; for a percentile, divide by 100");
            }
        }
    }

    @Override
    public QuantileCell create() {
        return QuantileCell.create(k);
    }

    @Override
    public QuantileCell add(QuantileCell cell, V value) throws Exception {
        return cell.add(number.map(value));
    }

    @Override
    public QuantileCell merge(QuantileCell left, QuantileCell right) {
        return left.merge(right);
    }

    @Override
    public List<Double> finish(QuantileCell cell) {
        List<Double> quantiles = new ArrayList<>();
        for (double fraction : fractions) {
            quantiles.add(cell.quantile(fraction));
        }
        return Collections.unmodifiableList(quantiles);
    }
}
