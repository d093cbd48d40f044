package io.tidewheel.codec;

import org.jspecify.annotations.Nullable;

/** Fits a value that was read to a component that may since have become wider. */
final class Widening {
    private Widening() {}

    /** The value itself where there is nothing to widen; the constructor then accepts or refuses it. */
    static @Nullable Object to(Class<?> type, @Nullable Object value) {
        if (value == null) {
            return type.isPrimitive() ? zero(type) : null;
        }
        if (value instanceof Number number && !type.isInstance(value)) {
            if (type == long.class || type == Long.class) {
                return isWhole(value) ? (Object) number.longValue() : value;
            }
            if (type == int.class || type == Integer.class) {
                return value instanceof Short || value instanceof Byte ? (Object) number.intValue() : value;
            }
            if (type == double.class || type == Double.class) {
                return value instanceof Float || (isWhole(value) && !(value instanceof Long))
                        ? (Object) number.doubleValue()
                        : value;
            }
        }
        return value;
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte;
    }

    private static Object zero(Class<?> primitive) {
        return java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(primitive, 1), 0);
    }
}
