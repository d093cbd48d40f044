package io.tidewheel.engine.schedule;

import io.tidewheel.codec.Codecs;
import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.BlockFormat;
import io.tidewheel.engine.block.RowBuffer;
import io.tidewheel.engine.block.RowFormat;
import io.tidewheel.engine.block.SpillDirectory;
import io.tidewheel.engine.cursor.ConcatCursor;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.CursorIterator;
import io.tidewheel.engine.cursor.IteratorCursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.event.EngineEvent.OutputLost;
import io.tidewheel.engine.event.EngineEvent.StoredPartitionRecomputed;
import io.tidewheel.engine.event.EngineEvent.TaskStarted;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.ExchangeInput;
import io.tidewheel.engine.exchange.ExchangeWriter;
import io.tidewheel.engine.memory.MemoryBudget;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.Plan;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.plan.ZipNode;
import io.tidewheel.engine.plan.Zipper;
import io.tidewheel.engine.task.SideResults;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.time.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The smallest plans that show how the engine runs: what users get from the Dataset API, by hand. */
final class Plans {
    private Plans() {}

    static LocalBackend backend(LocalOptions options, Executor executor, Path directory) {
        return new LocalBackend(
                "test",
                options,
                executor,
                Clock.SYSTEM,
                new MemoryBudget(64L << 20),
                new SpillDirectory(directory, io.tidewheel.engine.block.SpillIo.disk()),
                Codecs.DEFAULT,
                SideResults.IGNORED);
    }

    static LocalOptions local(int slots, int maxFailures) {
        return LocalOptions.of(Master.parse("local[" + slots + "," + maxFailures + "]", 2));
    }

    /** {@code rows} numbers from 0 on, dealt in runs over the partitions. */
    static PlanNode numbers(int rows, int partitions) {
        return new SourceNode(new Numbers(rows, partitions), Layout.UNKNOWN);
    }

    record Numbers(int rows, int partitions) implements Source {
        @Override
        public String describe() {
            return "numbers to " + rows;
        }

        @Override
        public Cursor open(int partition, TaskContext context) {
            List<Object> mine = new ArrayList<>();
            for (int i = rows * partition / partitions; i < rows * (partition + 1) / partitions; i++) {
                mine.add(i);
            }
            return new IteratorCursor(mine.iterator());
        }
    }

    static PlanNode map(PlanNode parent, MapFunction2<Object, TaskContext, Object> function) {
        return new NarrowNode(parent, new MapStep(function), Layout.UNKNOWN, List.of());
    }

    record MapStep(MapFunction2<Object, TaskContext, Object> function) implements Step.PerRow {
        @Override
        public String name() {
            return "map";
        }

        @Override
        public Sink push(Sink down, TaskContext context) {
            return new Sink(down) {
                @Override
                public void accept(@Nullable Object row) throws Exception {
                    down.accept(function.map(row, context));
                }
            };
        }
    }

    /** Sends each row to the partition of its hash; each reader gets its rows in map order. */
    static PlanNode exchange(PlanNode parent, int partitions) {
        return new ExchangeNode(parent, new Deal(partitions), Layout.UNKNOWN, List.of());
    }

    record Deal(int partitions) implements Exchange {
        @Override
        public String describe() {
            return "deal";
        }

        @Override
        public ExchangeWriter writer(TaskContext context) {
            List<RowBuffer> buffers = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                buffers.add(new RowBuffer());
            }
            return new ExchangeWriter() {
                @Override
                public List<@Nullable Block> finish() {
                    List<@Nullable Block> blocks = new ArrayList<>();
                    for (RowBuffer buffer : buffers) {
                        blocks.add(buffer.rows() == 0 ? null : buffer.toBlock(16, context.codecs()));
                    }
                    return blocks;
                }

                @Override
                public void accept(@Nullable Object row) {
                    buffers.get(Integer.remainderUnsigned(KeyHash.of(row), partitions))
                            .add(row);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
            return new ConcatCursor(inputs.size(), i -> inputs.get(i).open());
        }

        @Override
        public BlockFormat format() {
            return RowFormat.INSTANCE;
        }
    }

    static PlanNode zip(PlanNode left, PlanNode right) {
        return new ZipNode(left, right, new Pairs(), Layout.UNKNOWN);
    }

    record Pairs() implements Zipper {
        @Override
        public String name() {
            return "zip";
        }

        @Override
        public Cursor open(Cursor left, Cursor right, TaskContext context) {
            Iterator<@Nullable Object> one = new CursorIterator(left);
            Iterator<@Nullable Object> two = new CursorIterator(right);
            return new IteratorCursor(new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return one.hasNext() && two.hasNext();
                }

                @Override
                public Object next() {
                    return Pair.of(one.next(), two.next());
                }
            });
        }
    }

    record Collect() implements Action<List<Object>> {
        @Override
        public String name() {
            return "collect";
        }

        @Override
        public List<Object> run(Cursor rows, TaskContext context) throws Exception {
            List<Object> all = new ArrayList<>();
            rows.drain(new Sink() {
                @Override
                public void accept(@Nullable Object row) {
                    all.add(row);
                }
            });
            return all;
        }
    }

    static Plan<List<Object>> collect(PlanNode root) {
        return new Plan<>(root, new Collect());
    }

    static List<Object> rows(LocalBackend backend, PlanNode root) {
        try (PreparedPlan<List<Object>> plan = backend.prepare(collect(root))) {
            List<Object> all = new ArrayList<>();
            plan.run(RunOptions.ALL).forEach(all::addAll);
            return all;
        }
    }

    /** Which tasks ran and what made them run again, as "stage/partition/attempt" and words. */
    static List<String> trace(List<EngineEvent> events) {
        List<String> lines = new ArrayList<>();
        for (EngineEvent event : events) {
            if (event instanceof TaskStarted started) {
                lines.add(started.attempt().stage().number() + "/"
                        + started.attempt().partition() + "/"
                        + started.attempt().attempt());
            } else if (event instanceof OutputLost lost) {
                lines.add("lost " + lost.stage().number() + "/" + lost.mapPartition() + "->" + lost.reducePartition());
            } else if (event instanceof StoredPartitionRecomputed again) {
                lines.add("recomputed cached part " + again.partition());
            }
        }
        return lines;
    }
}
