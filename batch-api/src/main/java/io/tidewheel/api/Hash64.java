package io.tidewheel.api;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of 64 bits for sketches, the same in every JVM. Numbers, strings, UUIDs and pairs of such use all 64; other
 * values use the 32 bits of {@link KeyHash}, so that of a hundred million of them about one in a hundred is missed.
 */
final class Hash64 {
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private Hash64() {}

    static long of(@Nullable Object value) {
        if (value instanceof String text) {
            return ofString(text);
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return mix(((Number) value).longValue() + GOLDEN);
        }
        if (value instanceof Double number) {
            return mix(Double.doubleToLongBits(number) + GOLDEN);
        }
        if (value instanceof UUID id) {
            return mix(mix(id.getMostSignificantBits() + GOLDEN) + id.getLeastSignificantBits());
        }
        if (value instanceof Pair<?, ?> pair) {
            return mix(mix(of(pair.key()) + GOLDEN) + of(pair.value()));
        }
        return mix(KeyHash.of(value) + GOLDEN);
    }

    private static long ofString(String text) {
        int length = text.length();
        long hash = length + GOLDEN;
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            long four = text.charAt(at)
                    | (long) text.charAt(at + 1) << 16
                    | (long) text.charAt(at + 2) << 32
                    | (long) text.charAt(at + 3) << 48;
            hash = mix(hash ^ four) + GOLDEN;
        }
        long rest = 0;
        for (; at < length; at++) {
            rest = rest << 16 | text.charAt(at);
        }
        return mix(hash ^ rest);
    }

    /** The finaliser of splitmix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014), a bijection. */
    private static long mix(long value) {
        long h = value;
        h = (h ^ (h >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return h ^ (h >>> 31);
    }
}
