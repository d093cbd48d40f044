package io.tidewheel.engine.cursor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes sinks and tables whose code belongs to one chain alone. Thread-safe.
 *
 * <p>A template is a final class with one constructor, without lambdas and inner classes, that does not name itself in
 * signatures others see. Ask for a fresh copy only where many rows will pass ({@code hot}); few rows use the template.
 */
public final class Specialiser {
    /*
     * HotSpot keeps type profiles per bytecode, not per object: one MapSink.accept shared by every chain of the JVM sees
     * every user function, its call sites turn megamorphic and nothing is inlined any more. So a hot chain gets its own
     * copy of each sink class: the template's class file, defined again as a hidden class [1]. Each copy's call sites
     * see one function and one sink below; the JIT inlines the whole chain, and escape analysis removes most objects.
     *
     * Copies are interned by (template, class of the function, class of the sink below), so running the same chain again
     * defines nothing. The table hangs on the function's class (ClassValue), so both go when the job's loader goes; it
     * holds at most COPIES_PER_FUNCTION copies, the least recently used are forgotten and unload when no chain uses
     * them.
     *
     * [1] JEP 371, Hidden Classes. Kotzmann et al., Design of the Java HotSpot Client Compiler, TACO 2008, on profiles.
     */
    private static final int COPIES_PER_FUNCTION = 64;

    private static final ClassValue<Template> TEMPLATES = new ClassValue<>() {
        @Override
        protected Template computeValue(Class<?> type) {
            return new Template(type);
        }
    };

    private static final ClassValue<Copies> COPIES = new ClassValue<>() {
        @Override
        protected Copies computeValue(Class<?> type) {
            return new Copies();
        }
    };

    private static volatile boolean enabled = true;

    private Specialiser() {}

    /** For comparisons in benchmarks and tests; on by default. */
    public static void enable(boolean on) {
        enabled = on;
    }

    /** A sink of {@code template}, made with {@code (function, down)}: its own copy if hot. */
    public static Sink sink(Class<? extends Sink> template, Object function, Sink down, boolean hot) {
        Object made = hot && enabled
                ? COPIES.get(function.getClass()).of(template, down.getClass()).make(function, down)
                : TEMPLATES.get(template).make(function, down);
        return (Sink) made;
    }

    /**
     * An instance of a copy of {@code template} that only chains with this profile share, for tables and loops that are
     * not sinks: say {@code profile} is the class of a combiner. A copy is no subclass of its template: callers know it
     * as {@code type}, a class or interface above. Arguments are the constructor's.
     */
    public static <T> T fresh(
            Class<T> type, Class<? extends T> template, Class<?> profile, boolean hot, @Nullable Object... arguments) {
        Template code = hot && enabled ? COPIES.get(profile).of(template, Specialiser.class) : TEMPLATES.get(template);
        return type.cast(code.make(arguments));
    }

    private record Key(Class<?> template, Class<?> down) {}

    /** Copies made for one function class; guarded by itself. */
    private static final class Copies {
        private final Map<Key, Template> byKey = new LinkedHashMap<>(4, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Template> eldest) {
                return size() > COPIES_PER_FUNCTION;
            }
        };

        synchronized Template of(Class<?> template, Class<?> down) {
            return byKey.computeIfAbsent(
                    new Key(template, down), key -> TEMPLATES.get(template).copy());
        }
    }

    /** A class with its only constructor. */
    private static final class Template {
        private final Class<?> type;
        private final MethodHandle constructor;

        Template(Class<?> type) {
            this.type = type;
            Constructor<?>[] constructors = type.getDeclaredConstructors();
            if (constructors.length != 1) {
                throw new IllegalArgumentException(
                        type.getName() + " has " + constructors.length + " constructors, a template has one");
            }
            try {
                constructors[0].setAccessible(true);
                this.constructor = spread(lookup(type).unreflectConstructor(constructors[0]));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("template " + type.getName() + " cannot be made", e);
            }
        }

        private Template(Class<?> type, MethodHandle constructor) {
            this.type = type;
            this.constructor = constructor;
        }

        /** A template class used as class value must not be a copy's own table entry: copies are not cached here. */
        Template copy() {
            String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
            try (InputStream in = type.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException("the class file of " + type.getName() + " is not to be found");
                }
                Lookup copy = lookup(type).defineHiddenClass(in.readAllBytes(), true, Lookup.ClassOption.NESTMATE);
                MethodType parameters =
                        MethodType.methodType(void.class, type.getDeclaredConstructors()[0].getParameterTypes());
                return new Template(copy.lookupClass(), spread(copy.findConstructor(copy.lookupClass(), parameters)));
            } catch (IOException | ReflectiveOperationException e) {
                throw new IllegalStateException("template " + type.getName() + " cannot be copied", e);
            }
        }

        private static Lookup lookup(Class<?> type) throws IllegalAccessException {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }

        private static MethodHandle spread(MethodHandle constructor) {
            int count = constructor.type().parameterCount();
            return constructor.asType(constructor.type().generic()).asSpreader(Object[].class, count);
        }

        Object make(@Nullable Object... arguments) {
            try {
                return (Object) constructor.invokeExact(arguments);
            } catch (Throwable e) {
                throw Throwing.sneak(e);
            }
        }
    }
}
