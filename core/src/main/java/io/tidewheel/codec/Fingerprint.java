package io.tidewheel.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/** 64 bits (FNV-1a) over the name of a class and the names and types of what its objects hold. */
final class Fingerprint {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final StringBuilder text = new StringBuilder();
    private final Set<Class<?>> seen = new HashSet<>();

    private Fingerprint() {}

    static long of(Class<?> type) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.describe(type);
        long hash = FNV_OFFSET;
        for (byte b : fingerprint.text.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * FNV_PRIME;
        }
        return hash;
    }

    private void describe(Class<?> type) {
        text.append(type.getName());
        boolean known = type.isPrimitive()
                || type.isArray()
                || type.isEnum()
                || type.getName().startsWith("java.");
        if (known || !seen.add(type)) {
            return;
        }
        text.append('{');
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                member(component.getName(), component.getType());
            }
        } else {
            for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
                fields(owner);
            }
        }
        text.append('}');
    }

    /** By name: a JVM may list fields in any order. */
    private void fields(Class<?> owner) {
        Arrays.stream(owner.getDeclaredFields())
                .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
                .filter(field -> !field.isSynthetic())
                .sorted(Comparator.comparing(Field::getName))
                .forEach(field -> member(field.getName(), field.getType()));
    }

    private void member(String name, Class<?> type) {
        text.append(name).append(':');
        if (type.isRecord()) {
            describe(type);
        } else {
            text.append(type.getName());
        }
        text.append(';');
    }
}
