package io.tidewheel.api;

import io.tidewheel.function.MapFunction;
import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object that a function holds, and how to get there from the function: {@code lambda in Job.run -> this ->
 * connection}.
 */
record Capture(Object object, String path, boolean isEnclosingObject) {
    private static final Package FUNCTIONS = MapFunction.class.getPackage();
    private static final int MOST_OBJECTS = 10_000;

    Class<?> type() {
        return object.getClass();
    }

    private Capture(Object object, String path) {
        this(object, path, false);
    }

    /** The first object found that serialisation would refuse; null if none is. Looks breadth first, from the function. */
    static @Nullable Capture unserialisable(Object function) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Capture> next = new ArrayDeque<>();
        next.add(new Capture(function, ""));
        while (!next.isEmpty() && seen.size() < MOST_OBJECTS) {
            Capture capture = next.poll();
            if (!seen.add(capture.object)) {
                continue;
            }
            if (!(capture.object instanceof Serializable)) {
                return capture;
            }
            capture.addHeld(next);
        }
        return null;
    }

    private void addHeld(Deque<Capture> next) {
        SerializedLambda lambda = lambda(object);
        if (lambda != null) {
            addCaptured(lambda, next);
        } else if (object instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                add(next, array[i], path + "[" + i + "]", false);
            }
        } else if (object instanceof Collection<?> elements) {
            elements.forEach(element -> add(next, element, path + " -> an element", false));
        } else if (object instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> add(next, key, path + " -> a key", false));
            map.values().forEach(value -> add(next, value, path + " -> a value", false));
        } else if (!(object instanceof Externalizable) && !type().getName().startsWith("java.")) {
            addFields(next);
        }
    }

    private void addCaptured(SerializedLambda lambda, Deque<Capture> next) {
        String owner = lambda.getCapturingClass().replace('/', '.');
        String method = lambda.getImplMethodName();
        boolean written = method.startsWith("lambda$");
        String where = written
                ? "lambda in " + owner + '.'
                        + method.replaceFirst("^lambda\\$", "").replaceFirst("\\$\\d+$", "")
                : "method reference to " + method;
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object captured = lambda.getCapturedArg(i);
            boolean isThis = i == 0
                    && captured != null
                    && written
                    && captured.getClass().getName().equals(owner);
            String what = isThis ? "this" : written ? "captured variable " + (i + 1) : "its object";
            add(next, captured, step(where + " -> " + what), isThis);
        }
    }

    private void addFields(Deque<Capture> next) {
        // steps of ours are in between only: their fields mean nothing to the user
        boolean isUsers = !path.isEmpty() || isFunction(type());
        for (Class<?> type = type();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers)
                        || Modifier.isTransient(modifiers)
                        || field.getType().isPrimitive()) {
                    continue;
                }
                boolean enclosing = field.getName().startsWith("this$");
                String name = enclosing ? "this of " + field.getType().getName() : field.getName();
                add(next, valueOf(field, object), isUsers ? step(name) : "", enclosing);
            }
        }
    }

    private static boolean isFunction(Class<?> type) {
        return Arrays.stream(type.getInterfaces()).anyMatch(it -> it.getPackage() == FUNCTIONS);
    }

    /** Null also if a closed module has it: what it holds stays unknown, the failure itself is reported. */
    private static @Nullable Object valueOf(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return null;
        }
    }

    private String step(String more) {
        return path.isEmpty() ? more : path + " -> " + more;
    }

    private static void add(Deque<Capture> next, @Nullable Object held, String path, boolean isEnclosingObject) {
        if (held != null) {
            next.add(new Capture(held, path, isEnclosingObject));
        }
    }

    /** What a serialisable lambda would be written as; null if it is no lambda. */
    static @Nullable SerializedLambda lambda(Object function) {
        if (!function.getClass().isSynthetic() && !function.getClass().isHidden()) {
            return null;
        }
        try {
            Method replace = function.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            return replace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null; // not made by the compiler
        }
    }
}
