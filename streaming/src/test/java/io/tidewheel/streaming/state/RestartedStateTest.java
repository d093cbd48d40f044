package io.tidewheel.streaming.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.MemoryBackend;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateRestore;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Pair;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One process writes states, the next one finds them, whatever hash codes objects have there. */
@Timeout(120)
class RestartedStateTest {
    enum Colour {
        RED,
        GREEN,
        BLUE
    }

    record Car(Colour colour, String name, double weight) {}

    record Fleet(
            Set<Colour> colours, List<Car> cars, @Nullable Car first) {}

    @TempDir
    Path directory;

    @Test
    void when_objectsHaveOtherHashCodesInTheNextProcess_then_everyKeyIsFound() throws Exception {
        String checkpoint = directory.resolve("checkpoint").toString();

        assertThat(child("write", checkpoint, 0)).isEqualTo("wrote " + keys().size());
        assertThat(child("read", checkpoint, 12_345)).isEqualTo("found " + keys().size());
    }

    private static List<@Nullable Object> keys() {
        List<@Nullable Object> keys = new ArrayList<>();
        keys.add(null);
        keys.addAll(List.of(Colour.values()));
        keys.addAll(List.of(DayOfWeek.values()));
        for (Colour colour : Colour.values()) {
            keys.add(new Car(colour, "name", -0.0));
            keys.add(new Car(colour, "name", 0.0));
            keys.add(new Pair<>(colour, new Car(colour, "x", Double.NaN)));
            keys.add(List.of(colour, "list"));
            keys.add(Optional.of(colour));
            keys.add(new Fleet(Set.of(Colour.values()), List.of(new Car(colour, "y", 1)), null));
        }
        keys.add(Set.of(DayOfWeek.values()));
        keys.add(Map.of(Colour.RED, 1, Colour.BLUE, 2, Colour.GREEN, 3));
        keys.addAll(List.of(0.0, -0.0, Double.NaN, 0.0f, -0.0f, -1, -1L, Integer.MIN_VALUE, Long.MIN_VALUE));
        keys.addAll(List.of("polygenelubricants", "GydZG_", "", "0")); // the first two hash to Integer.MIN_VALUE
        for (int i = 0; i < 1_000; i++) {
            keys.add("key " + i);
            keys.add(-i * 7_919);
        }
        return new ArrayList<>(new HashSet<>(keys));
    }

    private String child(String mode, String checkpoint, int hashCodes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        mode,
                        checkpoint,
                        Integer.toString(hashCodes))
                .redirectErrorStream(true)
                .start();
        try (InputStream out = process.getInputStream()) {
            String printed = new String(out.readAllBytes(), UTF_8).strip();
            process.waitFor();
            return printed.substring(printed.lastIndexOf('\n') + 1);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Writes or reads the state of every key. */
    static final class Child {
        private static final int GROUPS = 128;

        private Child() {}

        public static void main(String[] arguments) throws IOException {
            int mixed = 0;
            for (int i = Integer.parseInt(arguments[2]); i > 0; i--) {
                mixed += new Object().hashCode(); // what comes later gets other ones
            }
            for (Colour colour : Colour.values()) {
                mixed += colour.hashCode();
            }
            String path = arguments[1];
            try (Checkpoint checkpoint =
                            Checkpoint.open(Storages.DEFAULT.of(path), path, CheckpointOptions.DEFAULT, Clock.SYSTEM);
                    MemoryBackend backend = new MemoryBackend()) {
                StateStore store = StateRestore.restore(checkpoint.history(), checkpoint::read, backend, "cars", GROUPS)
                        .store();
                StateOverlay overlay = new StateOverlay(store);
                KeyedState state = new KeyedState(overlay, Codecs.DEFAULT, GROUPS);
                if (arguments[0].equals("write")) {
                    write(state);
                    commit(checkpoint, overlay.changes());
                    System.out.println("wrote " + keys().size());
                } else {
                    System.out.println("found " + read(state));
                }
            }
            assertThat(mixed).isNotEqualTo(1); // it was computed
        }

        private static void write(KeyedState state) {
            for (Object key : keys()) {
                state.at(key);
                state.<String>value(0).put("value of " + key(key));
                state.<@Nullable Object, String>map(1).put(key, "entry of " + key(key));
                state.<@Nullable Object>list(2).add(key);
            }
        }

        private static int read(KeyedState state) {
            int found = 0;
            for (Object key : keys()) {
                state.at(key);
                boolean whole = ("value of " + key(key))
                                .equals(state.<String>value(0).get())
                        && ("entry of " + key(key))
                                .equals(state.<@Nullable Object, String>map(1).get(key))
                        && state.<@Nullable Object>list(2).elements().contains(key);
                if (whole) {
                    found++;
                } else {
                    System.out.println("not found: " + key);
                }
            }
            return found;
        }

        /** Of sets and maps only how many they hold: their order differs. */
        private static String key(@Nullable Object key) {
            if (key instanceof Set<?> || key instanceof Map<?, ?> || key instanceof Fleet) {
                return key.getClass().isRecord() ? ((Fleet) key).cars().toString() : "several";
            }
            return String.valueOf(key);
        }

        private static void commit(Checkpoint checkpoint, StateChanges changes) throws IOException {
            checkpoint.append(List.of(
                    new Started("q", "cars", 0, GROUPS, KeyGroups.HASH, Map.of(), Map.of()),
                    new Planned(0, 0, "plan", 2, 0, 0, Map.of(), Set.of(), Map.of()),
                    new Committed(
                            0,
                            0,
                            Map.of(),
                            Map.of(),
                            List.of(new StateDelta(
                                    "cars", changes.keys(), new StateDelta.Inline(Blob.of(changes.encoded())))),
                            Map.of(),
                            List.of(),
                            List.of(),
                            Map.of())));
        }
    }
}
