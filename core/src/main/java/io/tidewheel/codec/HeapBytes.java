package io.tidewheel.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Sizes of objects on the heap, with compressed references. */
final class HeapBytes {
    static final int OBJECT = 16;
    static final int REFERENCE = 4;

    private static final int SAMPLE = 32;
    private static final int SMALL_OBJECT = 40;

    /** What a class whose objects cannot be written probably takes: its fields, and a small object for each reference. */
    private static final ClassValue<Integer> GUESSES = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            int bytes = OBJECT;
            for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
                for (Field field : owner.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        bytes += field.getType().isPrimitive() ? 8 : REFERENCE + SMALL_OBJECT;
                    }
                }
            }
            return (int) aligned(bytes);
        }
    };

    private HeapBytes() {}

    static int guess(Class<?> type) {
        return GUESSES.get(type);
    }

    /** All elements, extrapolated from the first ones if there are many. */
    static long sampled(Codecs codecs, Collection<? extends @Nullable Object> elements) {
        int size = elements.size();
        long bytes = 0;
        int seen = 0;
        Iterator<? extends @Nullable Object> some = elements.iterator();
        while (seen < SAMPLE && some.hasNext()) {
            bytes += codecs.heapBytesOfPart(some.next());
            seen++;
        }
        return seen == 0 ? 0 : bytes * size / seen;
    }

    static long aligned(long bytes) {
        return (bytes + 7) & -8;
    }

    static long array(long length, int elementBytes) {
        return aligned(16 + length * elementBytes);
    }

    /** A string and its bytes; one byte a char, which is right for most and half of the truth for the rest. */
    static long string(String text) {
        return 24 + aligned(16 + text.length());
    }
}
