package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Pair;
import io.tidewheel.streaming.StateKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JavaTextTest {
    private record Click(String page, long millis) {}

    private static final class Opaque {
        @Override
        public String toString() {
            return "opaque */ thing";
        }
    }

    @Test
    void when_aValueIsShown_then_itIsTheJavaThatMakesIt() {
        assertThat(JavaText.of("a \"b\"\\\n\t\u0007é")).isEqualTo("\"a \\\"b\\\"\\\\\\n\\t\\u0007é\"");
        assertThat(JavaText.of('\'')).isEqualTo("'\\''");
        assertThat(JavaText.of('"')).isEqualTo("'\"'");
        assertThat(JavaText.of(3)).isEqualTo("3");
        assertThat(JavaText.of(3L)).isEqualTo("3L");
        assertThat(JavaText.of(0.5)).isEqualTo("0.5");
        assertThat(JavaText.of(Double.NaN)).isEqualTo("Double.valueOf(\"NaN\")");
        assertThat(JavaText.of(0.5f)).isEqualTo("0.5f");
        assertThat(JavaText.of((short) -3)).isEqualTo("(short) -3");
        assertThat(JavaText.of(true)).isEqualTo("true");
        assertThat(JavaText.of(null)).isEqualTo("null");
        assertThat(JavaText.of(new BigDecimal("1.50"))).isEqualTo("new BigDecimal(\"1.50\")");
        assertThat(JavaText.of(StateKind.DISK)).isEqualTo("StateKind.DISK");
        assertThat(JavaText.of(Instant.EPOCH)).isEqualTo("Instant.parse(\"1970-01-01T00:00:00Z\")");
        assertThat(JavaText.of(Duration.ofMinutes(2))).isEqualTo("Duration.parse(\"PT2M\")");
        assertThat(JavaText.of(new Click("/a", 7))).isEqualTo("new Click(\"/a\", 7L)");
        assertThat(JavaText.of(Pair.of("a", List.of(1, 2)))).isEqualTo("Pair.of(\"a\", List.of(1, 2))");
        assertThat(JavaText.of(Map.of("a", 1))).isEqualTo("Map.ofEntries(Map.entry(\"a\", 1))");
        assertThat(JavaText.of(Optional.of(1))).isEqualTo("Optional.of(1)");
        assertThat(JavaText.of(new long[][] {{1}, {}})).isEqualTo("new long[][] {new long[] {1L}, new long[] {}}");
        assertThat(JavaText.of(new Opaque())).isEqualTo("/* opaque * / thing */ null");
    }

    @Test
    void when_aListIsShown_then_itIsOneLineIfThatIsShort() {
        assertThat(JavaText.list(List.of("a", "b"), "  ")).isEqualTo("  List.of(\"a\", \"b\")");
        assertThat(JavaText.list(Arrays.asList("a", null), "")).isEqualTo("Arrays.asList(\"a\", null)");
        assertThat(JavaText.list(List.of("a".repeat(60), "b".repeat(60)), "  "))
                .isEqualTo("  List.of(\n      \"" + "a".repeat(60) + "\",\n      \"" + "b".repeat(60) + "\")");
        assertThat(JavaText.list(Collections.nCopies(200, 1), "")).endsWith("    /* and 100 more */)");
    }
}
