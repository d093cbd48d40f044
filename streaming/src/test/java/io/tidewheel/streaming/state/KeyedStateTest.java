package io.tidewheel.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.state.MemoryBackend;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.codec.Codecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedStateTest {
    private static final int GROUPS = 16;

    private final MemoryBackend backend = new MemoryBackend();
    private final StateStore store = backend.create("users", GROUPS);
    private StateOverlay overlay = new StateOverlay(store);
    private KeyedState state = new KeyedState(overlay, Codecs.DEFAULT, GROUPS);

    @AfterEach
    void close() {
        backend.close();
    }

    private StateChanges commit() {
        StateChanges changes = overlay.changes();
        store.apply(store.version() + 1, changes);
        overlay = new StateOverlay(store);
        state = new KeyedState(overlay, Codecs.DEFAULT, GROUPS);
        return changes;
    }

    @Test
    void when_keysHaveValues_then_eachIsApart() {
        ValueView<String> names = state.value(0);
        ValueView<Integer> counts = state.value(1);
        for (String key : List.of("a", "ab", "", "b")) {
            state.at(key);
            assertThat(names.get()).isNull();
            names.put("name of " + key);
            counts.put(key.length());
        }
        commit();
        ValueView<String> named = state.value(0);
        ValueView<Integer> counted = state.value(1);
        state.at("ab");
        assertThat(named.get()).isEqualTo("name of ab");
        assertThat(counted.get()).isEqualTo(2);
        named.remove();
        assertThat(named.get()).isNull();
        assertThat(counted.get()).isEqualTo(2);
        state.at("");
        assertThat(named.get()).isEqualTo("name of ");
        state.at(null);
        assertThat(named.get()).isNull();
    }

    @Test
    void when_aMapIsChanged_then_onlyItsEntriesAreWritten() throws Exception {
        MapView<Integer, String> map = state.map(3);
        for (int i = 0; i < 100; i++) {
            state.at("a");
            map.put(i, "a" + i);
            state.at("ab");
            map.put(i, "ab" + i);
        }
        commit();
        map = state.map(3);
        state.at("a");
        map.put(7, "changed");
        map.remove(8);
        assertThat(commit().keys()).isEqualTo(2);

        MapView<Integer, String> again = state.map(3);
        state.at("a");
        Map<Integer, String> found = entries(again);
        assertThat(found).hasSize(99).containsEntry(7, "changed").doesNotContainKey(8);
        assertThat(again.get(9)).isEqualTo("a9");
        assertThat(again.get(8)).isNull();
        again.clear();
        assertThat(again.isEmpty()).isTrue();
        state.at("ab");
        assertThat(entries(again)).hasSize(100).containsEntry(8, "ab8");
    }

    private static Map<Integer, String> entries(MapView<Integer, String> map) throws Exception {
        Map<Integer, String> entries = new TreeMap<>();
        map.forEach(entries::put);
        return entries;
    }

    @Test
    void when_aListGrows_then_whatWasThereIsNotWrittenAgain() {
        ListView<String> list = state.list(2);
        state.at(7L);
        for (int i = 0; i < 1_000; i++) {
            list.add("element " + i);
        }
        commit();
        list = state.list(2);
        state.at(7L);
        list.add("one more");
        assertThat(overlay.changes().keys()).isEqualTo(2);
        assertThat(list.size()).isEqualTo(1_001);
        assertThat(list.elements())
                .hasSize(1_001)
                .startsWith("element 0", "element 1")
                .endsWith("one more");
        state.at(8L);
        assertThat(list.elements()).isEmpty();
        state.at(7L);
        list.clear();
        assertThat(list.elements()).isEmpty();
        list.add("anew");
        commit();
        state.at(7L);
        assertThat(state.list(2).elements()).isEqualTo(List.of("anew"));
    }

    @Test
    void when_operationsAreRandom_then_viewsAgreeWithCollections() throws Exception {
        long seed = 5;
        Random random = new Random(seed);
        Map<String, Map<Integer, String>> maps = new TreeMap<>();
        Map<String, List<String>> lists = new TreeMap<>();
        for (int step = 0; step < 5_000; step++) {
            String key = "k".repeat(random.nextInt(200));
            Map<Integer, String> map = maps.computeIfAbsent(key, any -> new TreeMap<>());
            List<String> list = lists.computeIfAbsent(key, any -> new ArrayList<>());
            state.at(key);
            MapView<Integer, String> mapView = state.map(0);
            ListView<String> listView = state.list(255);
            int inner = random.nextInt(20) - 10;
            switch (random.nextInt(12)) {
                case 0 -> {
                    map.clear();
                    mapView.clear();
                }
                case 1 -> {
                    list.clear();
                    listView.clear();
                }
                case 2, 3 -> {
                    map.remove(inner);
                    mapView.remove(inner);
                }
                case 4 -> commit();
                case 5, 6, 7 -> {
                    list.add("v" + step);
                    listView.add("v" + step);
                }
                default -> {
                    map.put(inner, "v" + step);
                    mapView.put(inner, "v" + step);
                }
            }
            state.at(key);
            MapView<Integer, String> nowMap = state.map(0);
            ListView<String> nowList = state.list(255);
            assertThat(entries(nowMap)).as("seed %d step %d", seed, step).isEqualTo(map);
            assertThat(nowList.elements()).as("seed %d step %d", seed, step).isEqualTo(list);
        }
    }
}
