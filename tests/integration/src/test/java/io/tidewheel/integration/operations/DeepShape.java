package io.tidewheel.integration.operations;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

/** Lineages that programs make in loops, of so many rounds, with the rows that each must give in ascending order. */
enum DeepShape {
    MAP_AND_UNION(3_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            Dataset<Long> one = one(tw);
            return loop(one, rounds, rows -> rows.map(row -> row + 1).union(one));
        }

        @Override
        List<Long> expected(int rounds) {
            return numbers(rounds + 1);
        }
    },
    MAP_PARTITIONS(5_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 1), rounds, rows -> rows.mapPartitions(DeepShape::sameByStream));
        }
    },
    FILTER_AND_ZIP(5_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            Dataset<Long> other = ten(tw, 2);
            return loop(ten(tw, 2), rounds, rows -> rows.filter(row -> row >= 0)
                    .zip(other)
                    .map((left, right) -> left));
        }
    },
    ZIP_WITH_ITSELF(500) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 1), rounds, rows -> rows.zip(rows.filter(row -> true))
                    .map((left, right) -> (left + right) / 2));
        }
    },
    COALESCE(2_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            Dataset<Long> rows = tw.range(0, 10, 1, rounds + 1).boxed();
            for (int partitions = rounds; partitions > 0; partitions--) {
                rows = rows.coalesce(partitions);
            }
            return rows;
        }
    },
    UNION_AND_COALESCE(2_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            Dataset<Long> one = one(tw);
            return loop(one, rounds, rows -> rows.map(row -> row + 1).union(one).coalesce(2));
        }

        @Override
        List<Long> expected(int rounds) {
            return numbers(rounds + 1);
        }
    },
    CACHE(5_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 1), rounds, rows -> rows.map(row -> row).cache());
        }
    },
    REDUCE_BY_KEY_BEHIND_EXCHANGES(1_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 2), rounds, rows -> rows.mapToPair(row -> Pair.of(row, row))
                    .reduceByKey(Long::sum)
                    .values());
        }
    },
    REDUCE_BY_KEY_IN_PLACE(5_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            KeyedDataset<Long, Long> rows = keyed(tw).reduceByKey(Long::sum);
            for (int i = 0; i < rounds; i++) {
                rows = rows.mapValues(value -> value).reduceByKey(Long::sum);
            }
            return rows.values();
        }
    },
    JOIN(2_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            KeyedDataset<Long, Long> small = keyed(tw);
            KeyedDataset<Long, Long> rows = keyed(tw);
            for (int i = 0; i < rounds; i++) {
                rows = rows.join(small, (left, right) -> left);
            }
            return rows.values();
        }
    },
    SORT(1_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 2), rounds, rows -> rows.sortBy(row -> -row));
        }
    },
    SAMPLE(5_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 2), rounds, rows -> rows.sample(false, 1.0));
        }
    },
    FLAT_MAP(5_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 2), rounds, rows -> rows.flatMap(row -> List.of(row)));
        }
    },
    ZIP_WITH_INDEX(1_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            return loop(ten(tw, 2), rounds, rows -> rows.zipWithIndex().keys());
        }
    },
    CARTESIAN(5_000) {
        @Override
        Dataset<Long> of(Tidewheel tw, int rounds) {
            Dataset<Long> one = one(tw);
            return loop(ten(tw, 1), rounds, rows -> rows.cartesian(one).keys());
        }
    };

    private final int rounds;

    DeepShape(int rounds) {
        this.rounds = rounds;
    }

    int rounds() {
        return rounds;
    }

    abstract Dataset<Long> of(Tidewheel tw, int rounds);

    List<Long> expected(int rounds) {
        return numbers(10);
    }

    List<Long> sorted(List<Long> rows) {
        List<Long> sorted = new ArrayList<>(rows);
        Collections.sort(sorted);
        return sorted;
    }

    private static Dataset<Long> loop(Dataset<Long> first, int rounds, UnaryOperator<Dataset<Long>> round) {
        Dataset<Long> rows = first;
        for (int i = 0; i < rounds; i++) {
            rows = round.apply(rows);
        }
        return rows;
    }

    private static Dataset<Long> one(Tidewheel tw) {
        return tw.range(0, 1, 1, 1).boxed();
    }

    private static Dataset<Long> ten(Tidewheel tw, int partitions) {
        return tw.range(0, 10, 1, partitions).boxed();
    }

    private static KeyedDataset<Long, Long> keyed(Tidewheel tw) {
        return ten(tw, 2).mapToPair(row -> Pair.of(row, row));
    }

    /** Streams take a lot of stack. */
    private static Iterator<Long> sameByStream(Iterator<Long> rows) {
        Iterable<Long> all = () -> rows;
        return StreamSupport.stream(all.spliterator(), false)
                .map(row -> row + 1)
                .map(row -> row - 1)
                .iterator();
    }

    private static List<Long> numbers(int rows) {
        return LongStream.range(0, rows).boxed().toList();
    }
}
