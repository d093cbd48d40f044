package io.tidewheel.codec;

import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import org.jspecify.annotations.Nullable;

/**
 * The one hash of keys: well mixed, the same in every JVM and run. Orders are by this hash, unsigned.
 *
 * <p>Equal keys have equal hashes. Enums hash by name, also inside records, pairs, optionals, lists, sets and maps,
 * which hash by what they hold; other classes by their {@code hashCode}, which must depend on their value alone.
 */
public final class KeyHash {
    private KeyHash() {}

    /**
     * @throws io.tidewheel.error.TidewheelException (CONFIGURATION) if the key, or what it holds, cannot be a key, or holds
     *     itself
     */
    public static int of(@Nullable Object key) {
        if (key instanceof String text) {
            return mix(text.hashCode());
        }
        if (key instanceof Integer number) {
            return mix(number);
        }
        if (key instanceof Long number) {
            return ofLong(number);
        }
        return ofRare(key);
    }

    /** As {@link #of}, of what a key holds: overflows the stack if that holds itself. */
    static int ofPart(@Nullable Object part) {
        if (part instanceof String text) {
            return mix(text.hashCode());
        }
        if (part instanceof Integer number) {
            return mix(number);
        }
        if (part instanceof Long number) {
            return ofLong(number);
        }
        return ofRarePart(part);
    }

    /** The hash of the key {@code Integer.valueOf(key)}. */
    public static int ofInt(int key) {
        return mix(key);
    }

    /** The hash of the key {@code Long.valueOf(key)}. All 64 bits take part (the finaliser of murmur3). */
    public static int ofLong(long key) {
        long h = key;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) (h >>> 32);
    }

    /** The hash of the key {@code Double.valueOf(key)}: every NaN is one key, 0.0 and -0.0 are two. */
    public static int ofDouble(double key) {
        return ofLong(Double.doubleToLongBits(key));
    }

    /**
     * Refuses a type whose objects cannot be keys. A type that leaves the question open (Object, an interface) passes.
     *
     * @throws io.tidewheel.error.TidewheelException (CONFIGURATION) says which class, what is wrong and what to do
     */
    public static void check(Class<?> type) {
        KeyTypes.check(type);
    }

    /**
     * Refuses an object that cannot be a key, or holds one that cannot.
     *
     * @throws io.tidewheel.error.TidewheelException (CONFIGURATION) says which class, what is wrong and what to do
     */
    public static void check(@Nullable Object key) {
        int hashed = of(key);
        assert hashed == of(key) : "the hash of " + key + " changes";
    }

    private static int ofRare(@Nullable Object key) {
        try {
            return ofRarePart(key);
        } catch (StackOverflowError e) {
            throw SelfReference.refused(key, "used as a key", e);
        }
    }

    private static int ofRarePart(@Nullable Object key) {
        if (key == null) {
            return 0;
        }
        if (key instanceof Pair<?, ?> pair) {
            return mix(31 * ofPart(pair.key()) + ofPart(pair.value()));
        }
        if (key instanceof Windowed<?> windowed) {
            return mix(
                    31 * (31 * ofPart(windowed.key()) + ofLong(windowed.startMillis())) + ofLong(windowed.endMillis()));
        }
        if (key instanceof Double number) {
            return ofDouble(number);
        }
        return KeyTypes.hasher(key.getClass()).hash(key);
    }

    /** The finaliser of murmur3, a bijection. */
    static int mix(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
