package io.tidewheel.checkpoint.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes are what docs/formats says, whatever this release does. */
class StateFormatTest {
    private static StateChanges changes() {
        StateChanges.Builder changes = new StateChanges.Builder();
        changes.put(0, "a".getBytes(UTF_8), "12".getBytes(UTF_8));
        changes.remove(1, "b".getBytes(UTF_8));
        changes.put(300, new byte[0], new byte[0]);
        return changes.build();
    }

    @Test
    void when_changesAreEncoded_then_theirBytesAreThoseOfFormat1() {
        assertThat(HexFormat.of().formatHex(changes().encoded())).isEqualTo("000161033132" + "01016200" + "ac020001");
        assertThat(changes().keys()).isEqualTo(3);
    }

    @Test
    void when_changesArePutAsTheyCome_then_theyAreOrderedByGroupAndThenByComing() {
        KeyBlock keys = new KeyBlock();
        keys.add(300, "unused, a".getBytes(UTF_8), 8, 1);
        keys.add(1, "c".getBytes(UTF_8), 0, 1);
        keys.add(1, "b".getBytes(UTF_8), 0, 1);
        GroupedChanges changes = new GroupedChanges();
        for (int number = 0; number < keys.size(); number++) {
            changes.put(keys, number, "-12".getBytes(UTF_8), 1, 2);
        }

        assertThat(HexFormat.of().formatHex(changes.changes().encoded()))
                .isEqualTo("010163033132" + "010162033132" + "ac020161033132");
        assertThat(changes.changes().keys()).isEqualTo(3);
        assertThat(new GroupedChanges().changes().encoded()).isEmpty();
    }

    @Test
    void when_changesAreCutOff_then_theyAreRefused() {
        byte[] whole = changes().encoded();
        for (int length = 1; length < whole.length; length++) {
            if (length == 6 || length == 10) {
                continue; // between entries: the file's length and checksum tell
            }
            StateChanges cut = StateChanges.of(Arrays.copyOf(whole, length), 3);
            assertThatThrownBy(() -> cut.forEach((group, key, value) -> {}))
                    .as("length %d", length)
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("does not end");
        }
    }

    @Test
    void when_partsAreJoinedAndParted_then_nothingIsLost() {
        StateChanges joined = StateChanges.concat(
                List.of(changes().within(group -> group < 1), changes().within(group -> group >= 1)));

        assertThat(joined.encoded()).isEqualTo(changes().encoded());
        assertThat(joined.keys()).isEqualTo(3);
    }

    @Test
    void when_aSnapshotIsOfAnotherVersion_then_itIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StateStore store = new MemoryStore("hits", 2);
        SnapshotFile.Header header = new SnapshotFile.Header("hits", 7, 2, 0, 2, 5);
        SnapshotFile.write(out, header, store, bytes -> {});
        byte[] file = out.toByteArray();
        assertThat(SnapshotFile.read(new ByteArrayInputStream(file), "it", (group, puts) -> {}))
                .isEqualTo(header);
        assertThat(HexFormat.of().formatHex(file)).startsWith("54575301" + "54574601");

        file[3] = 2;
        assertThatThrownBy(() -> SnapshotFile.read(new ByteArrayInputStream(file), "it", (group, puts) -> {}))
                .hasMessageContaining("it has format version 2, this release reads version 1");
    }
}
