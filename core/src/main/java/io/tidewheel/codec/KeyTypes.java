package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** Which classes can be keys, and how each is hashed. */
final class KeyTypes {
    /** Hashes the objects of one class. */
    interface Hasher {
        int hash(Object key);
    }

    private static final ClassValue<Hasher> HASHERS = new ClassValue<>() {
        @Override
        protected Hasher computeValue(Class<?> type) {
            return hasherOf(type);
        }
    };

    private KeyTypes() {}

    static Hasher hasher(Class<?> type) {
        return HASHERS.get(type);
    }

    static void check(Class<?> type) {
        String problem = problem(type, new HashSet<>());
        if (problem != null) {
            throw new TidewheelException(CONFIGURATION, problem);
        }
    }

    private static Hasher hasherOf(Class<?> type) {
        String problem =
                type == Object.class ? identityMessage("java.lang.Object", "equals") : problem(type, new HashSet<>());
        if (problem != null) {
            return key -> {
                throw new TidewheelException(CONFIGURATION, problem);
            };
        }
        if (Enum.class.isAssignableFrom(type)) {
            return key -> KeyHash.mix(((Enum<?>) key).name().hashCode());
        }
        if (type.isRecord() && !hasOwnEquals(type)) {
            return recordHasher(type);
        }
        if (List.class.isAssignableFrom(type)) {
            return key -> ofOrdered((List<?>) key);
        }
        if (Set.class.isAssignableFrom(type)) {
            return key -> ofUnordered((Set<?>) key);
        }
        if (Map.class.isAssignableFrom(type)) {
            return key -> ofUnordered(((Map<?, ?>) key).entrySet());
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return key -> ofEntry((Map.Entry<?, ?>) key);
        }
        if (type == Optional.class) {
            return key -> KeyHash.mix(KeyHash.ofPart(((Optional<?>) key).orElse(null)) + 1);
        }
        return key -> KeyHash.mix(key.hashCode());
    }

    private static Hasher recordHasher(Class<?> type) {
        MethodHandle[] accessors = RecordType.of(type).accessors();
        return key -> {
            int hash = 0;
            try {
                for (MethodHandle accessor : accessors) {
                    hash = 31 * hash + KeyHash.ofPart((Object) accessor.invokeExact(key));
                }
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw RecordType.accessorFailed(type, e);
            }
            return KeyHash.mix(hash);
        };
    }

    private static int ofOrdered(List<?> list) {
        int hash = list.size();
        for (Object element : list) {
            hash = 31 * hash + KeyHash.ofPart(element);
        }
        return KeyHash.mix(hash);
    }

    private static int ofUnordered(Set<?> set) {
        int hash = set.size();
        for (Object element : set) {
            hash += KeyHash.ofPart(element);
        }
        return KeyHash.mix(hash);
    }

    private static int ofEntry(Map.Entry<?, ?> entry) {
        return KeyHash.mix(31 * KeyHash.ofPart(entry.getKey()) + KeyHash.ofPart(entry.getValue()));
    }

    /** Null if objects of the type can be keys, as far as the type alone can tell. */
    private static @Nullable String problem(Class<?> type, Set<Class<?>> seen) {
        if (type.isPrimitive() || Enum.class.isAssignableFrom(type) || !seen.add(type)) {
            return null;
        }
        String name = type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
        if (type.isArray()) {
            return name + " cannot be a key: arrays are equal only to themselves; use a List"
                    + (type == byte[].class ? " or java.nio.ByteBuffer" : " or a record");
        }
        if (type.isHidden() || type.isSynthetic() || type.getName().startsWith("java.util.function.")) {
            return name + " cannot be a key: functions are equal only to themselves; use a value, such as a name";
        }
        if (Iterator.class.isAssignableFrom(type) || BaseStream.class.isAssignableFrom(type)) {
            return name + " cannot be a key: it can be read only once; copy its elements into a List";
        }
        if (type == URL.class) {
            return name + " cannot be a key: its equals asks the network; use java.net.URI";
        }
        if (type.isRecord()) {
            return recordProblem(type, name, seen);
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers()) || type == Object.class) {
            return null;
        }
        for (String method : new String[] {"equals", "hashCode"}) {
            if (declaring(type, method) == Object.class) {
                return identityMessage(name, method);
            }
        }
        return type.getName().startsWith("java.") ? null : enumProblem(type, name);
    }

    private static @Nullable String recordProblem(Class<?> type, String name, Set<Class<?>> seen) {
        boolean ownEquals = hasOwnEquals(type);
        for (RecordComponent component : type.getRecordComponents()) {
            if (ownEquals && component.getType().isEnum()) {
                return enumMessage(name, component.getName());
            }
            String problem = ownEquals ? null : problem(component.getType(), seen);
            if (problem != null) {
                return "record " + name + " cannot be a key because of its component '" + component.getName() + "': "
                        + problem;
            }
        }
        return null;
    }

    private static @Nullable String enumProblem(Class<?> type, String name) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (field.getType().isEnum() && !Modifier.isStatic(field.getModifiers())) {
                    return enumMessage(name, field.getName());
                }
            }
        }
        return null;
    }

    private static String identityMessage(String name, String method) {
        return name + " cannot be a key: it inherits " + method
                + " from Object, so two equal values are two keys; make it a record or give it equals and hashCode over"
                + " its value";
    }

    private static String enumMessage(String name, String field) {
        return name + " cannot be a key: its own hashCode would take in the enum '" + field
                + "', which hashes differently in each JVM; make it a record without equals and hashCode of its own";
    }

    /** The compiler's equals of a record is final; one that was written by hand hardly ever is. */
    private static boolean hasOwnEquals(Class<?> type) {
        try {
            return !Modifier.isFinal(
                            type.getDeclaredMethod("equals", Object.class).getModifiers())
                    || !Modifier.isFinal(type.getDeclaredMethod("hashCode").getModifiers());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(type + " is a record without equals", e);
        }
    }

    private static Class<?> declaring(Class<?> type, String method) {
        try {
            return (method.equals("equals") ? type.getMethod(method, Object.class) : type.getMethod(method))
                    .getDeclaringClass();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(type + " has no " + method, e);
        }
    }
}
