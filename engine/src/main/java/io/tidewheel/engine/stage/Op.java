package io.tidewheel.engine.stage;

import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.Crosser;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.plan.Zipper;
import java.io.Serializable;
import java.util.List;

/**
 * One operation of a {@link StageBody}. Inputs are indexes of earlier operations, so that a body is a flat list however
 * deep its lineage is: it serialises and runs without recursion along the lineage.
 */
sealed interface Op extends Serializable {
    int partitions();

    /** Indexes of the operations this one reads. */
    List<Integer> inputs();

    record Scan(Source source, int partitions) implements Op {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    /** Reads one reduce partition of the exchange that stage {@code producer} writes. */
    record Read(int producer, Exchange exchange, int partitions) implements Op {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    record Chain(int input, List<Step> steps, int partitions) implements Op {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** Partition p of the union is partition p - starts[i] of the input i with the last start at or before p. */
    record Concat(List<Integer> inputs, List<Integer> starts, int partitions) implements Op {}

    record Zip(int left, int right, Zipper zipper, int partitions) implements Op {
        @Override
        public List<Integer> inputs() {
            return List.of(left, right);
        }
    }

    record Cross(int left, int right, int rightPartitions, Crosser crosser, int partitions) implements Op {
        @Override
        public List<Integer> inputs() {
            return List.of(left, right);
        }
    }

    record Regroup(int input, List<List<Integer>> groups, int partitions) implements Op {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    record Keep(int input, CachedRows rows, int partitions) implements Op {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }
}
