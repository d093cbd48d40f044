package io.tidewheel.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** 64 bits over the name of a class and the names and types of what its objects hold, nested records included. */
final class Fingerprint {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Fingerprint() {}

    static long of(Class<?> type) {
        StringBuilder text = new StringBuilder();
        describe(type, text, new java.util.HashSet<>());
        long hash = FNV_OFFSET;
        for (byte b : text.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * FNV_PRIME;
        }
        return hash;
    }

    private static void describe(Class<?> type, StringBuilder text, java.util.Set<Class<?>> seen) {
        text.append(type.getName());
        if (type.isEnum() || type.isPrimitive() || type.getName().startsWith("java.") || !seen.add(type)) {
            return;
        }
        text.append('{');
        if (type.isArray()) {
            describe(type.getComponentType(), text, seen);
        }
        for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
            Field[] fields = owner.getDeclaredFields();
            if (!type.isRecord()) {
                Arrays.sort(fields, Comparator.comparing(Field::getName));
            }
            for (Field field : fields) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0 && !field.isSynthetic()) {
                    text.append(field.getName()).append(':');
                    if (field.getType().isRecord()) {
                        describe(field.getType(), text, seen);
                    } else {
                        text.append(field.getType().getName());
                    }
                    text.append(';');
                }
            }
        }
        text.append('}');
    }
}
