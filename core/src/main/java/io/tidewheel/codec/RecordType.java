package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;
import static io.tidewheel.error.TidewheelException.Kind.BUG;
import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the objects of one record class are taken apart and put together. */
final class RecordType {
    private static final ClassValue<RecordType> TYPES = new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
            return new RecordType(type);
        }
    };

    private final Class<?> type;
    private final List<String> names;
    private final Class<?>[] types;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    private RecordType(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        names = Arrays.stream(components).map(RecordComponent::getName).toList();
        types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        accessors = new MethodHandle[components.length];
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            for (int i = 0; i < accessors.length; i++) {
                MethodHandle field = lookup.findGetter(type, names.get(i), types[i]);
                accessors[i] = field.asType(MethodType.methodType(Object.class, Object.class));
            }
            MethodHandle canonical = lookup.findConstructor(type, MethodType.methodType(void.class, types));
            constructor = canonical
                    .asType(canonical.type().generic())
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            String home = type.getPackageName();
            throw new TidewheelException(
                    CONFIGURATION,
                    "record " + type.getName() + " cannot be read: module "
                            + type.getModule().getName() + " keeps package " + home + " closed; add 'opens " + home
                            + "' to its module-info.java",
                    e);
        } catch (NoSuchMethodException | NoSuchFieldException e) {
            throw new TidewheelException(BUG, "record " + type.getName() + " is not as its class says", e);
        }
    }

    static RecordType of(Class<?> type) {
        return TYPES.get(type);
    }

    Class<?> type() {
        return type;
    }

    List<String> names() {
        return names;
    }

    Class<?>[] types() {
        return types;
    }

    /** One for each component, of type {@code (Object)Object}, for invokeExact. They read the fields: no user code. */
    MethodHandle[] accessors() {
        return accessors;
    }

    @Nullable
    Object get(Object value, int component) {
        try {
            return (Object) accessors[component].invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw accessorFailed(type, e);
        }
    }

    /** Calls the canonical constructor, whatever it checks. */
    Object create(@Nullable Object[] components) {
        try {
            return (Object) constructor.invokeExact(components);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new TidewheelException(
                    BAD_DATA,
                    "the constructor of record " + type.getName() + " refuses the values read for it, "
                            + Arrays.toString(components) + ": " + e.getMessage(),
                    e);
        }
    }

    static TidewheelException accessorFailed(Class<?> type, Throwable cause) {
        return new TidewheelException(BUG, "reading the fields of record " + type.getName() + " failed", cause);
    }
}
