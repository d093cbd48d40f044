package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.error.TidewheelException;
import java.lang.reflect.Modifier;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives equal keys equal bytes. Most keys have that anyway; sets and maps do not, whose order and class are left to chance,
 * nor do lists of several classes. Those become one kind of list, set or map, ordered by the bytes of what they hold.
 */
final class CanonicalKeys {
    private static final Comparator<byte[]> UNSIGNED = Arrays::compareUnsigned;

    /** Records that hold nothing which might not be canonical. */
    private static final ClassValue<Boolean> PLAIN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isPlain(type);
        }
    };

    private final Codecs codecs;

    CanonicalKeys(Codecs codecs) {
        this.codecs = codecs;
    }

    /** The same object if it is canonical. */
    @Nullable
    Object canonical(@Nullable Object key) {
        if (key == null || key instanceof String || key instanceof Number || key instanceof Enum<?>) {
            return key;
        }
        if (key instanceof Pair<?, ?> pair) {
            return new Pair<>(canonical(pair.key()), canonical(pair.value()));
        }
        if (key instanceof Windowed<?> windowed) {
            return new Windowed<>(canonical(windowed.key()), windowed.startMillis(), windowed.endMillis());
        }
        if (key instanceof List<?> list) {
            List<@Nullable Object> parts = new ArrayList<>(list.size());
            list.forEach(part -> parts.add(canonical(part)));
            return parts;
        }
        if (key instanceof Set<?> set) {
            return canonicalSet(set);
        }
        if (key instanceof Map<?, ?> map) {
            return canonicalMap(map);
        }
        if (key instanceof Map.Entry<?, ?> entry) {
            return new AbstractMap.SimpleImmutableEntry<>(canonical(entry.getKey()), canonical(entry.getValue()));
        }
        if (key instanceof Optional<?> optional) {
            return optional.isEmpty() ? key : Optional.ofNullable(canonical(optional.get()));
        }
        return key instanceof Record ? canonicalRecord(key) : key;
    }

    private Set<@Nullable Object> canonicalSet(Set<?> set) {
        TreeMap<byte[], @Nullable Object> ordered = new TreeMap<>(UNSIGNED);
        for (Object part : set) {
            Object canonical = canonical(part);
            ordered.put(codecs.toBytes(canonical), canonical);
        }
        return new LinkedHashSet<>(ordered.values());
    }

    private Map<@Nullable Object, @Nullable Object> canonicalMap(Map<?, ?> map) {
        TreeMap<byte[], Pair<?, ?>> ordered = new TreeMap<>(UNSIGNED);
        map.forEach((key, value) -> {
            Object canonical = canonical(key);
            ordered.put(codecs.toBytes(canonical), new Pair<>(canonical, canonical(value)));
        });
        Map<@Nullable Object, @Nullable Object> parts = new LinkedHashMap<>();
        ordered.values().forEach(pair -> parts.put(pair.key(), pair.value()));
        return parts;
    }

    /** A copy only if a component is not canonical: constructors may check, and cost. */
    private Object canonicalRecord(Object key) {
        if (PLAIN.get(key.getClass())) {
            return key;
        }
        RecordType type = RecordType.of(key.getClass());
        @Nullable Object[] parts = new Object[type.names().size()];
        boolean same = true;
        for (int i = 0; i < parts.length; i++) {
            Object part = type.get(key, i);
            parts[i] = canonical(part);
            same &= Arrays.equals(codecs.toBytes(part), codecs.toBytes(parts[i]));
        }
        if (same) {
            return key;
        }
        Object copy = type.create(parts);
        for (int i = 0; i < parts.length; i++) {
            if (!Arrays.equals(codecs.toBytes(type.get(copy, i)), codecs.toBytes(parts[i]))) {
                throw new TidewheelException(
                        CONFIGURATION,
                        "record " + key.getClass().getName() + " cannot be the key of a state: its constructor brings '"
                                + type.names().get(i) + "' into an order that changes from process to process, as"
                                + " Set.copyOf does; make it a list that is sorted");
            }
        }
        return copy;
    }

    private static boolean isPlain(Class<?> type) {
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents()).allMatch(it -> isPlain(it.getType()));
        }
        return type.isPrimitive()
                || type == String.class
                || type == Boolean.class
                || type == Character.class
                || (Number.class.isAssignableFrom(type) && Modifier.isFinal(type.getModifiers()))
                || Enum.class.isAssignableFrom(type);
    }
}
