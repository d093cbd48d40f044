package io.tidewheel.api;

import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.step.AscendingDraws;
import io.tidewheel.batch.step.ExactSampleStep;
import io.tidewheel.batch.step.ExactSampleStep.Allotment;
import io.tidewheel.batch.step.PairSteps;
import io.tidewheel.batch.step.SampleSteps;
import io.tidewheel.codec.KeyHash;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Samples with a fraction for each key. */
final class KeySamples {
    private KeySamples() {}

    static PlanNode about(KeyedDataset<?, ?> rows, boolean withReplacement, Map<?, Double> fractions, long seed) {
        check("sampleByKey", withReplacement, fractions);
        return rows.thenKeepingKeys(SampleSteps.byKey(withReplacement, fractions, seed));
    }

    /** Counts the keys first, and allots to each partition how many rows of each key it gives. */
    static PlanNode exact(KeyedDataset<?, ?> rows, boolean withReplacement, Map<?, Double> fractions, long seed) {
        check("sampleByKeyExact", withReplacement, fractions);
        HashMap<Object, Double> wanted = new HashMap<>(fractions);
        Computed<List<Map<Object, Allotment>>> allotted = new Computed<>(
                rows.jobs().nextId(),
                "rows of each key for sampleByKeyExact",
                rows.then(PairSteps.filter((key, value) -> wanted.containsKey(key))),
                Actions.<Object>countByKey(),
                counts -> allotted(counts, withReplacement, wanted, seed));
        PlanNode node = rows.node();
        return new NarrowNode(
                node, new ExactSampleStep(allotted.id(), withReplacement, seed), node.layout(), List.of(allotted));
    }

    private static void check(String operation, boolean withReplacement, Map<?, Double> fractions) {
        Given.argument(operation, "fractions", fractions);
        fractions.forEach((key, fraction) -> Checks.argument(
                fraction != null && fraction >= 0 && (withReplacement ? Double.isFinite(fraction) : fraction <= 1),
                "sample fraction %s of key %s must be %s",
                fraction,
                key,
                withReplacement ? "a number >= 0" : "between 0 and 1"));
    }

    /** @param counts of each partition, how many rows each key has */
    @SuppressWarnings("unchecked") // results of countByKey
    private static List<Map<Object, Allotment>> allotted(
            List<?> counts, boolean withReplacement, Map<Object, Double> fractions, long seed) {
        List<Map<Object, Long>> rows = (List<Map<Object, Long>>) counts;
        List<Map<Object, Allotment>> allotted = new ArrayList<>();
        rows.forEach(partition -> allotted.add(new HashMap<>()));
        fractions.forEach((key, fraction) -> {
            long[] have = rows.stream()
                    .mapToLong(partition -> partition.getOrDefault(key, 0L))
                    .toArray();
            SplittableRandom random = SampleSteps.random(seed, KeyHash.of(key));
            long[] give = withReplacement ? replacing(have, fraction, random) : notReplacing(have, fraction, random);
            for (int p = 0; p < have.length; p++) {
                if (give[p] > 0) {
                    allotted.get(p).put(key, new Allotment(have[p], give[p]));
                }
            }
        });
        return allotted;
    }

    private static long total(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /** The least number that is no less than the fraction, taken as it is written: 0.07 of 100 is 7. */
    private static long wanted(double fraction, long rows) {
        return BigDecimal.valueOf(fraction)
                .multiply(BigDecimal.valueOf(rows))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** Draws numbers of rows, and counts those of each partition. */
    private static long[] replacing(long[] have, double fraction, SplittableRandom random) {
        long total = total(have);
        long[] give = new long[have.length];
        AscendingDraws draws = new AscendingDraws(wanted(fraction, total), total, random);
        long before = 0;
        for (int p = 0; p < have.length; p++) {
            before += have[p];
            for (; draws.hasNext() && draws.next() < before; draws.pass()) {
                give[p]++;
            }
        }
        return give;
    }

    /** Each partition takes from what is wanted as many as an even choice among all rows left would. */
    private static long[] notReplacing(long[] have, double fraction, SplittableRandom random) {
        long rows = total(have);
        long wanted = wanted(fraction, rows);
        long[] give = new long[have.length];
        for (int p = 0; p < have.length; p++) {
            give[p] = inBoth(have[p], wanted, rows, random);
            rows -= have[p];
            wanted -= give[p];
        }
        return give;
    }

    /** How many of {@code all} rows are in both of two subsets of these sizes, one of which is chosen evenly. */
    private static long inBoth(long one, long other, long all, SplittableRandom random) {
        long left = Math.max(one, other);
        for (long i = 0, last = Math.min(one, other); i < last; i++) {
            if (random.nextDouble() * (all - i) < left) {
                left--;
            }
        }
        return Math.max(one, other) - left;
    }
}
