package io.tidewheel.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordEvolutionTest {
    record Now(String name, long count, Long boxed, double ratio, boolean fresh, List<String> tags) {}

    record Twin(String name, long count) {}

    /** A record as an older version of its class wrote it. */
    private static Object read(Map<String, Object> components) {
        try (ValueWriter out = new ValueWriter(Codecs.DEFAULT, 64)) {
            out.writeByte(Tag.LIST);
            out.writeVarInt(2, true);
            for (int i = 0; i < 2; i++) {
                out.writeByte(Tag.RECORD);
                if (out.writeClass(Now.class)) {
                    out.writeVarInt(components.size(), true);
                    components.keySet().forEach(out::writeText);
                }
                components.values().forEach(out::writeValue);
            }
            List<?> both = (List<?>) Codecs.DEFAULT.fromBytes(out.toBytes());
            assertThat((Object) both.get(0)).isEqualTo(both.get(1));
            return both.get(0);
        }
    }

    @Test
    void when_componentsAreGainedLostMovedAndWidened_then_theRestIsRead() {
        Map<String, Object> old = new LinkedHashMap<>();
        old.put("dropped", List.of("x"));
        old.put("boxed", 7);
        old.put("count", (short) 5);
        old.put("name", "n");
        assertThat(read(old)).isEqualTo(new Now("n", 5, 7L, 0, false, null));
        assertThat(read(Map.of())).isEqualTo(new Now(null, 0, null, 0, false, null));
        assertThat(read(Map.of("ratio", 3))).isEqualTo(new Now(null, 0, null, 3, false, null));
        assertThat(read(Map.of("ratio", 0.5f))).isEqualTo(new Now(null, 0, null, 0.5, false, null));
    }

    @Test
    void when_whatARecordHoldsDiffers_then_itsFingerprintDoes() {
        List<Class<?>> types = Arrays.asList(Now.class, Twin.class, Map.Entry.class, String.class);
        assertThat(types.stream().map(Codecs::fingerprint).distinct()).hasSize(4);
        assertThat(Codecs.fingerprint(Twin.class)).isEqualTo(3475992188922768381L); // on disk: must not change
    }
}
