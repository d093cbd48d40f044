package io.tidewheel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyBytesTest {
    record Tags(String owner, Set<DayOfWeek> days) {}

    record Copied(Set<String> names) {
        Copied {
            names = Set.copyOf(names);
        }
    }

    private static void assertSame(Object... equal) {
        byte[] first = Codecs.DEFAULT.toKeyBytes(equal[0]);
        for (Object key : equal) {
            assertThat(key).isEqualTo(equal[0]);
            assertThat(Codecs.DEFAULT.toKeyBytes(key)).as("%s", key).isEqualTo(first);
            assertThat(Codecs.DEFAULT.fromBytes(first)).isEqualTo(key);
        }
    }

    @Test
    @SuppressWarnings("JdkObsolete") // a list with other bytes than most
    void when_keysAreEqual_then_theirBytesAre() {
        Set<String> forth = new LinkedHashSet<>(List.of("a", "b", "c"));
        Set<String> back = new LinkedHashSet<>(List.of("c", "b", "a"));
        assertSame(forth, back, new HashSet<>(forth), new TreeSet<>(forth), Set.of("b", "c", "a"));
        assertSame(List.of(1, 2), new ArrayList<>(List.of(1, 2)), new LinkedList<>(List.of(1, 2)));
        assertSame(List.of(forth), List.of(back));
        Map<String, Set<String>> one = new LinkedHashMap<>(Map.of("x", forth));
        one.put("y", Set.of());
        Map<String, Set<String>> other = new LinkedHashMap<>(Map.of("y", Set.of()));
        other.put("x", back);
        assertSame(one, other, new HashMap<>(one));
        assertSame(Optional.of(forth), Optional.of(back));
        assertSame(new Pair<>(forth, 1), new Pair<>(back, 1));
        Set<DayOfWeek> days = new LinkedHashSet<>(List.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY));
        assertSame(
                new Tags("a", EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)),
                new Tags("a", days),
                new Tags("a", new HashSet<>(days)));
        assertSame(Double.NaN, Double.longBitsToDouble(0x7ff8000000000123L));
    }

    @Test
    void when_keysDiffer_then_theirBytesDo() {
        assertThat(Codecs.DEFAULT.toKeyBytes(0.0)).isNotEqualTo(Codecs.DEFAULT.toKeyBytes(-0.0));
        assertThat(Codecs.DEFAULT.toKeyBytes(1)).isNotEqualTo(Codecs.DEFAULT.toKeyBytes(1L));
        assertThat(Codecs.DEFAULT.toKeyBytes(Set.of(1))).isNotEqualTo(Codecs.DEFAULT.toKeyBytes(List.of(1)));
    }

    @Test
    void when_aRecordShufflesItsSet_then_itIsRefused() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            names.add("name " + i);
        }
        assertThatThrownBy(() -> Codecs.DEFAULT.toKeyBytes(new Copied(new HashSet<>(names))))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("Copied cannot be the key of a state")
                .hasMessageContaining("'names'");
    }
}
