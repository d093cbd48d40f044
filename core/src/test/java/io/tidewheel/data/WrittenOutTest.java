package io.tidewheel.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Equality that is written out is what the compiler would make of a record. */
class WrittenOutTest {
    record Two(@Nullable Object key, @Nullable Object value) {}

    record Three(@Nullable Object key, long startMillis, long endMillis) {}

    @Test
    void when_pairsAreCompared_then_itIsAsRecordsAre() {
        List<Object> pairs = new ArrayList<>();
        List<Object> records = new ArrayList<>();
        for (Object key : new Object[] {null, "a", 1, 1L, Double.NaN}) {
            for (Object value : new Object[] {null, "a", -0.0, 0.0}) {
                pairs.add(new Pair<>(key, value));
                records.add(new Two(key, value));
            }
        }
        sameAnswers(pairs, records);
    }

    @Test
    void when_windowedKeysAreCompared_then_itIsAsRecordsAre() {
        List<Object> windowed = new ArrayList<>();
        List<Object> records = new ArrayList<>();
        for (Object key : new Object[] {null, "a", 1, new Pair<>("a", 1)}) {
            for (long start : new long[] {Long.MIN_VALUE, 0, 1, 1L << 40}) {
                windowed.add(new Windowed<>(key, start, start + 10));
                records.add(new Three(key, start, start + 10));
                windowed.add(new Windowed<>(key, start, start + 11));
                records.add(new Three(key, start, start + 11));
            }
        }
        sameAnswers(windowed, records);
    }

    private static void sameAnswers(List<Object> ours, List<Object> records) {
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i).hashCode()).isEqualTo(records.get(i).hashCode());
            assertThat(ours.get(i)).isNotEqualTo(null).isNotEqualTo("a");
            for (int j = 0; j < ours.size(); j++) {
                assertThat(ours.get(i).equals(ours.get(j)))
                        .as("%s and %s", ours.get(i), ours.get(j))
                        .isEqualTo(records.get(i).equals(records.get(j)));
            }
        }
    }
}
