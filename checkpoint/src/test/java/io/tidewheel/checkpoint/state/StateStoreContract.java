package io.tidewheel.checkpoint.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend must do. */
abstract class StateStoreContract {
    private static final int GROUPS = 8;
    private static final byte[] START = {};

    @TempDir
    Path directory;

    private StateBackend backend;
    private StateStore store;

    /** A backend with little memory, so that what it does when that is full happens. */
    abstract StateBackend backend(Path scratch);

    boolean countsExactly() {
        return true;
    }

    @BeforeEach
    void open() {
        backend = backend(directory.resolve("scratch"));
        store = backend.create("hits", GROUPS);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void when_nothingWasApplied_then_itIsEmptyAtVersionMinusOne() {
        assertThat(store.version()).isEqualTo(-1);
        assertThat(store.get(0, key("a"))).isNull();
        assertThat(entries(store.scan(0, START, null))).isEmpty();
        assertThat(store.keys()).isZero();
    }

    @Test
    void when_keysArePutReplacedAndRemoved_then_theLastChangeCounts() {
        apply(0, change -> {
            change.put(1, key("a"), key("1"));
            change.put(1, key("b"), key("2"));
            change.put(2, key("a"), key("3"));
        });
        apply(1, change -> {
            change.put(1, key("a"), key("longer than before"));
            change.remove(1, key("b"));
            change.remove(1, key("never there"));
            change.put(3, key(""), key(""));
        });

        assertThat(text(store.get(1, key("a")))).isEqualTo("longer than before");
        assertThat(store.get(1, key("b"))).isNull();
        assertThat(text(store.get(2, key("a")))).isEqualTo("3");
        assertThat(store.get(3, key("a"))).isNull();
        assertThat(text(store.get(3, key("")))).isEmpty();
        assertThat(store.version()).isEqualTo(1);
        assertCounted(3);
        assertThat(store.bytes()).isPositive();
    }

    @Test
    void when_aBatchIsNotLater_then_itIsRefusedAndNothingChanges() {
        apply(7, change -> change.put(0, key("a"), key("1")));

        for (long late : new long[] {7, 6, -1}) {
            assertThatThrownBy(() -> apply(late, change -> change.put(0, key("a"), key("2"))))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("'hits'")
                    .hasMessageContaining("at batch 7")
                    .extracting(e -> ((TidewheelException) e).kind())
                    .isEqualTo(TidewheelException.Kind.BUG);
        }
        assertThat(text(store.get(0, key("a")))).isEqualTo("1");
        assertThat(store.version()).isEqualTo(7);
    }

    @Test
    void when_aBatchChangedNothing_then_theVersionGrows() {
        store.apply(3, StateChanges.NONE);

        assertThat(store.version()).isEqualTo(3);
    }

    @Test
    void when_somethingWasApplied_then_nothingCanBeLoaded() {
        store.load(changes(change -> change.put(0, key("a"), key("1"))));
        store.load(changes(change -> change.put(0, key("b"), key("1"))));
        store.apply(0, StateChanges.NONE);

        assertThat(entries(store.scan(0, START, null))).containsOnlyKeys("a", "b");
        assertThatThrownBy(() -> store.load(StateChanges.NONE)).hasMessageContaining("at batch 0");
    }

    @Test
    void when_aGroupIsScanned_then_keysAreOrderedAsUnsignedBytes() {
        List<String> keys = List.of("", "\0", "\0\0", "\1", "a", "a\0", "aa", "b", "\177", "\200", "\377", "\377\377");
        apply(0, change -> {
            for (String key : keys) {
                change.put(5, key(key), key("v" + key));
            }
            change.put(6, key("a"), key("of another group"));
        });

        Map<String, String> found = entries(store.scan(5, START, null));
        assertThat(found.keySet()).containsExactlyElementsOf(keys);
        assertThat(found).allSatisfy((key, value) -> assertThat(value).isEqualTo("v" + key));
        assertThat(dump(5)).isEqualTo(found);
    }

    @Test
    void when_aRangeIsScanned_then_itHasItsStartAndNotItsEnd() {
        apply(0, change -> List.of("a", "b", "c", "d").forEach(it -> change.put(4, key(it), key(it))));

        assertThat(entries(store.scan(4, key("b"), key("d"))).keySet()).containsExactly("b", "c");
        assertThat(entries(store.scan(4, key("bb"), null)).keySet()).containsExactly("c", "d");
        assertThat(entries(store.scan(4, key("b"), key("b")))).isEmpty();
        assertThat(entries(store.scan(4, key("c"), key("b")))).isEmpty();
        assertThat(entries(store.scan(4, key("e"), null))).isEmpty();
        assertThat(entries(store.scan(3, START, null))).isEmpty();
        assertThat(entries(store.scan(5, START, null))).isEmpty();
    }

    @Test
    void when_anOverlayIsWritten_then_onlyItSeesThat() {
        apply(0, change -> List.of("a", "b", "c", "d").forEach(it -> change.put(4, key(it), key(it))));
        StateOverlay overlay = new StateOverlay(store);

        overlay.put(4, key("aa"), key("new"));
        overlay.put(4, key("b"), key("changed"));
        overlay.remove(4, key("c"));
        overlay.remove(4, key("x"));
        overlay.put(4, key("e"), key("new"));
        overlay.put(4, key("e"), key("newer"));
        overlay.put(3, key("b"), key("of another group"));

        assertThat(text(overlay.get(4, key("b")))).isEqualTo("changed");
        assertThat(overlay.get(4, key("c"))).isNull();
        assertThat(text(overlay.get(4, key("d")))).isEqualTo("d");
        assertThat(overlay.version()).isZero();
        assertThat(entries(overlay.scan(4, START, null)))
                .containsExactly(
                        Map.entry("a", "a"),
                        Map.entry("aa", "new"),
                        Map.entry("b", "changed"),
                        Map.entry("d", "d"),
                        Map.entry("e", "newer"));
        assertThat(entries(overlay.scan(4, key("aa"), key("d"))).keySet()).containsExactly("aa", "b");
        assertThat(entries(store.scan(4, START, null)).keySet()).containsExactly("a", "b", "c", "d");
        assertThat(text(store.get(4, key("b")))).isEqualTo("b");

        store.apply(1, overlay.changes());
        assertThat(entries(store.scan(4, START, null)).keySet()).containsExactly("a", "aa", "b", "d", "e");
        assertThat(text(store.get(3, key("b")))).isEqualTo("of another group");
    }

    @Test
    void when_anAttemptIsAborted_then_theNextOneBeginsWithTheSameState() {
        apply(0, change -> change.put(0, key("a"), key("1")));
        StateOverlay aborted = new StateOverlay(store);
        aborted.put(0, key("a"), key("2"));
        aborted.put(0, key("b"), key("2"));

        StateOverlay again = new StateOverlay(store);
        assertThat(text(again.get(0, key("a")))).isEqualTo("1");
        assertThat(again.get(0, key("b"))).isNull();
        assertThat(again.changes().keys()).isZero();
    }

    @Test
    void when_anOverlayIsChangedWhileItIsScanned_then_theScanSeesWhatIsAhead() {
        apply(0, change -> List.of("a", "b", "c").forEach(it -> change.put(0, key(it), key(it))));
        StateOverlay overlay = new StateOverlay(store);

        List<String> seen = new ArrayList<>();
        try (StateScan scan = overlay.scan(0, START, null)) {
            while (scan.next()) {
                String found = text(scan.key());
                seen.add(found + text(scan.value()));
                overlay.remove(0, scan.key());
                if (found.equals("a")) {
                    overlay.put(0, key("0"), key("behind"));
                    overlay.put(0, key("ab"), key("+"));
                    overlay.put(0, key("b"), key("*"));
                    overlay.remove(0, key("c"));
                }
            }
        }
        assertThat(seen).containsExactly("aa", "ab+", "b*");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void when_operationsAreRandom_then_theStoreAgreesWithAMap(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        for (int batch = 0; batch < 60; batch++) {
            StateOverlay overlay = new StateOverlay(store);
            Model changed = model.copy();
            int operations = random.nextInt(10) == 0 ? 3_000 : random.nextInt(100);
            for (int i = 0; i < operations; i++) {
                int group = random.nextInt(GROUPS);
                byte[] key = randomKey(random);
                if (random.nextInt(3) == 0) {
                    overlay.remove(group, key);
                    changed.groups.get(group).remove(key);
                } else {
                    byte[] value = new byte[random.nextInt(random.nextInt(20) == 0 ? 3_000 : 20)];
                    random.nextBytes(value);
                    overlay.put(group, key, value);
                    changed.groups.get(group).put(key, value);
                }
            }
            changed.agreesWith(overlay, random, "overlay of seed " + seed + " batch " + batch);
            if (random.nextInt(4) > 0) { // else aborted
                store.apply(batch, overlay.changes());
                model = changed;
            }
            model.agreesWith(store, random, "store of seed " + seed + " batch " + batch);
        }
        assertCounted(model.keys());
        StateStore reopened = reopened("hits again");
        model.agreesWith(reopened, random, "reopened store of seed " + seed);
    }

    @Test
    void when_thereAreAMillionKeys_then_eachIsFound() {
        int keys = 1_000_000;
        for (int batch = 0; batch < 2; batch++) {
            StateOverlay overlay = new StateOverlay(store);
            for (int i = 0; i < keys; i++) {
                byte[] key = number(i);
                overlay.put(KeyGroups.group(key, GROUPS), key, number(i + batch));
            }
            store.apply(batch, overlay.changes());
        }

        assertCounted(keys);
        for (int i = 0; i < keys; i += 97) {
            byte[] key = number(i);
            assertThat(store.get(KeyGroups.group(key, GROUPS), key)).isEqualTo(number(i + 1));
        }
        assertThat(store.get(0, number(keys))).isNull();
        long seen = 0;
        for (int group = 0; group < GROUPS; group++) {
            try (StateScan scan = store.scan(group, START, null)) {
                byte[] before = null;
                while (scan.next()) {
                    if (before != null && Arrays.compareUnsigned(before, scan.key()) >= 0) {
                        throw new AssertionError(Arrays.toString(before) + " before " + Arrays.toString(scan.key()));
                    }
                    before = scan.key();
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(keys);
    }

    @Test
    void when_tasksReadDifferentGroupsAtOnce_then_eachSeesItsOwn() throws Exception {
        int keys = 2_000;
        apply(0, change -> {
            for (int group = 0; group < GROUPS; group++) {
                for (int i = 0; i < keys; i++) {
                    change.put(group, number(i), key(group + ":" + i));
                }
            }
        });
        List<Runnable> tasks = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            int own = group;
            tasks.add(() -> {
                for (int i = 0; i < keys; i++) {
                    assertThat(text(store.get(own, number(i)))).isEqualTo(own + ":" + i);
                }
                assertThat(entries(store.scan(own, START, null)).values())
                        .hasSize(keys)
                        .allMatch(value -> value.startsWith(own + ":"));
            });
        }
        together(tasks);
    }

    @Test
    void when_changesAreAppliedDuringScans_then_eachKeyIsAsBeforeOrAsAfter() throws Exception {
        int keys = 1_000;
        AtomicBoolean applied = new AtomicBoolean();
        apply(0, change -> {
            for (int i = 0; i < keys; i++) {
                change.put(2, number(i), key("stays"));
                change.put(2, number(keys + i), key("0"));
            }
        });
        together(List.of(
                () -> {
                    try {
                        for (int batch = 1; batch <= 100; batch++) {
                            String value = "x".repeat(batch);
                            apply(batch, change -> {
                                for (int i = 0; i < keys; i++) {
                                    change.put(2, number(keys + i), key(value));
                                    if (value.length() % 2 == 0) {
                                        change.remove(2, number(2 * keys + i));
                                    } else {
                                        change.put(2, number(2 * keys + i), key(value));
                                    }
                                }
                            });
                        }
                    } finally {
                        applied.set(true);
                    }
                },
                () -> {
                    while (!applied.get()) {
                        assertHoldsWhatStays(entries(store.scan(2, START, null)), keys);
                        assertHoldsWhatStays(dump(2), keys);
                    }
                }));
        assertHoldsWhatStays(entries(store.scan(2, START, null)), keys);
        assertCounted(2L * keys);
    }

    private static void assertHoldsWhatStays(Map<String, String> found, int keys) {
        for (int i = 0; i < keys; i++) {
            String stays = found.get(text(number(i)));
            String changes = found.get(text(number(keys + i)));
            assertThat(stays).isEqualTo("stays");
            assertThat(changes).matches("0|x+");
        }
    }

    @Test
    void when_thereAreSeveralStores_then_theyAreApart() {
        StateStore other = backend.create("visits", GROUPS);
        apply(0, change -> change.put(0, key("a"), key("hits")));
        other.apply(5, changes(change -> change.put(0, key("a"), key("visits"))));

        assertThat(text(store.get(0, key("a")))).isEqualTo("hits");
        assertThat(text(other.get(0, key("a")))).isEqualTo("visits");
        assertThat(store.version()).isZero();
        assertThat(entries(store.scan(GROUPS - 1, START, null))).isEmpty();
        other.close();
        assertThat(text(store.get(0, key("a")))).isEqualTo("hits");
    }

    @Test
    void when_aBackendIsClosed_then_itLeavesNothingOnDisk() {
        apply(0, change -> {
            for (int i = 0; i < 50_000; i++) {
                change.put(0, number(i), number(i));
            }
        });
        try (StateScan open = store.scan(0, START, null)) {
            assertThat(open.next()).isTrue();
        }
        backend.close();

        assertThat(directory.resolve("scratch")).doesNotExist();
    }

    /** A new store with what this one holds, by way of dumps, as a restart does it. */
    private StateStore reopened(String operator) {
        StateStore reopened = backend.create(operator, GROUPS);
        for (int group = 0; group < GROUPS; group++) {
            StateChanges.Builder entries = new StateChanges.Builder();
            try (StateScan scan = store.dump(group)) {
                while (scan.next()) {
                    entries.put(group, scan.key(), scan.value());
                }
            }
            reopened.load(entries.build());
        }
        reopened.apply(store.version(), StateChanges.NONE);
        return reopened;
    }

    /** What the store should hold: obvious, and slow. */
    private static final class Model {
        private final List<TreeMap<byte[], byte[]>> groups = new ArrayList<>();

        Model() {
            for (int group = 0; group < GROUPS; group++) {
                groups.add(new TreeMap<>(Arrays::compareUnsigned));
            }
        }

        Model copy() {
            Model copy = new Model();
            for (int group = 0; group < GROUPS; group++) {
                copy.groups.get(group).putAll(groups.get(group));
            }
            return copy;
        }

        long keys() {
            return groups.stream().mapToLong(Map::size).sum();
        }

        void agreesWith(ReadableState state, Random random, String what) {
            for (int i = 0; i < 20; i++) {
                int group = random.nextInt(GROUPS);
                byte[] key = randomKey(random);
                assertThat(state.get(group, key))
                        .as(what)
                        .isEqualTo(groups.get(group).get(key));
            }
            looksUpManyAlike(state, random, what);
            int group = random.nextInt(GROUPS);
            byte[] from = random.nextBoolean() ? START : randomKey(random);
            byte[] to = random.nextBoolean() ? null : randomKey(random);
            assertScanned(state.scan(group, from, to), expected(group, from, to), what);
        }

        private void looksUpManyAlike(ReadableState state, Random random, String what) {
            KeyBlock block = new KeyBlock();
            for (int count = random.nextInt(700); count > 0; count--) {
                byte[] key = randomKey(random);
                block.add(random.nextInt(GROUPS), key, 0, key.length);
            }
            List<Integer> told = new ArrayList<>();
            assertThatCode(() -> state.getAll(block, (number, array, from, length) -> {
                        byte[] value = length < 0 ? null : Arrays.copyOfRange(array, from, from + length);
                        assertThat(value)
                                .as(what)
                                .isEqualTo(groups.get(block.keyGroup(number)).get(block.key(number)));
                        told.add(number);
                    }))
                    .doesNotThrowAnyException();
            assertThat(told).as(what).hasSize(block.size()).doesNotHaveDuplicates();
        }

        private Map<byte[], byte[]> expected(int group, byte[] from, byte @Nullable [] to) {
            TreeMap<byte[], byte[]> all = groups.get(group);
            if (to == null) {
                return all.tailMap(from, true);
            }
            return Arrays.compareUnsigned(from, to) >= 0 ? Map.of() : all.subMap(from, true, to, false);
        }

        private static void assertScanned(StateScan opened, Map<byte[], byte[]> expected, String what) {
            try (StateScan scan = opened) {
                for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
                    assertThat(scan.next()).as(what).isTrue();
                    assertThat(scan.key()).as(what).isEqualTo(entry.getKey());
                    assertThat(scan.value()).as(what).isEqualTo(entry.getValue());
                }
                assertThat(scan.next()).as(what).isFalse();
            }
        }
    }

    /** Few enough that many are met again, of several lengths, with one another's prefixes. */
    private static byte[] randomKey(Random random) {
        byte[] key = new byte[random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(12) * 23);
        }
        return key;
    }

    interface Changing {
        void change(StateChanges.Builder changes);
    }

    private static StateChanges changes(Changing changing) {
        StateChanges.Builder changes = new StateChanges.Builder();
        changing.change(changes);
        return changes.build();
    }

    private void apply(long batchId, Changing changing) {
        store.apply(batchId, changes(changing));
    }

    private Map<String, String> dump(int group) {
        return new TreeMap<>(entries(store.dump(group)));
    }

    private static Map<String, String> entries(StateScan opened) {
        Map<String, String> entries = new LinkedHashMap<>();
        try (StateScan scan = opened) {
            while (scan.next()) {
                entries.put(text(scan.key()), text(scan.value()));
            }
        }
        return entries;
    }

    private static void together(List<Runnable> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(task)));
            for (Future<?> task : running) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void assertCounted(long keys) {
        if (countsExactly()) {
            assertThat(store.keys()).isEqualTo(keys);
        } else {
            assertThat(store.keys()).isPositive();
        }
    }

    private static byte[] key(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, ISO_8859_1);
    }

    private static byte[] number(int value) {
        return new byte[] {'k', (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }
}
