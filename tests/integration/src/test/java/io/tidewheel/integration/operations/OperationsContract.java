package io.tidewheel.integration.operations;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A part of the contract of operations; a subclass says where jobs run. */
abstract class OperationsContract {
    private final List<Tidewheel> opened = new ArrayList<>();
    Tidewheel tw; // a session of its own for each test

    /** The backend under test. */
    abstract OperationsSuite suite();

    /** Skips what counts how often a function runs where nobody can say. */
    final void assumeTasksRunOnce() {
        assumeFalse(suite().repeatsTasks(), "this backend repeats tasks that succeeded");
    }

    @BeforeEach
    final void openSession() {
        tw = opened("local[2]");
    }

    @AfterEach
    final void closeSessions() {
        opened.forEach(Tidewheel::close);
    }

    final Tidewheel opened(String master) {
        Tidewheel session = suite().open(master);
        opened.add(session);
        return session;
    }

    final Dataset<Integer> numbers(int from, int to, int partitions) {
        return tw.parallelize(IntStream.rangeClosed(from, to).boxed().toList(), partitions);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final <K, V> KeyedDataset<K, V> pairs(int partitions, Pair<K, V>... pairs) {
        return tw.parallelizePairs(Arrays.asList(pairs), partitions);
    }

    static <K, V> Pair<K, V> p(K key, V value) {
        return Pair.of(key, value);
    }

    static <T> List<T> list(Iterable<T> elements) {
        return StreamSupport.stream(elements.spliterator(), false).toList();
    }
}
