package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import com.esotericsoftware.kryo.kryo5.ClassResolver;
import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;
import io.tidewheel.error.TidewheelException;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Kryo that knows the registered classes alone. Whatever they hold comes back to our own codecs, so that no class
 * name in the bytes ever reaches Kryo's class resolution. Used by one thread at a time.
 */
final class KryoBridge {
    private final Kryo kryo;
    private final IdentityHashMap<Class<?>, Registration> registrations = new IdentityHashMap<>();

    KryoBridge(Codecs codecs, Iterable<Class<?>> registered, ClassLoader loader) {
        kryo = new Kryo(new Resolver(new Values(codecs)), null);
        kryo.setClassLoader(loader);
        kryo.setReferences(false);
        kryo.setOptimizedGenerics(false);
        kryo.setRegistrationRequired(true);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        kryo.addDefaultSerializer(java.util.Collection.class, new CappedSerializers.Elements());
        kryo.addDefaultSerializer(java.util.Map.class, new CappedSerializers.Entries());
        int id = 0;
        for (Class<?> type : registered) {
            registrations.put(type, new Registration(type, serializerOf(type), id++));
        }
    }

    private Serializer<?> serializerOf(Class<?> type) {
        try {
            return kryo.getDefaultSerializer(type);
        } catch (RuntimeException e) {
            throw new TidewheelException(
                    CONFIGURATION,
                    "class " + type.getName() + " cannot be registered: its fields cannot be read (" + e.getMessage()
                            + "); turn its objects into records",
                    e);
        }
    }

    void write(ValueWriter out, Object value) {
        kryo.writeObject(out, value, serializer(value.getClass()));
    }

    Object read(ValueReader in, Class<?> type) {
        return kryo.readObject(in, type, serializer(type));
    }

    Object copy(Object value) {
        return kryo.copy(value, serializer(value.getClass()));
    }

    private Serializer<?> serializer(Class<?> type) {
        return registrations.get(type).getSerializer();
    }

    /** Writes and reads what a registered object holds as any other value. */
    private static final class Values extends Serializer<@Nullable Object> {
        private final Codecs codecs;

        Values(Codecs codecs) {
            super(true, false);
            this.codecs = codecs;
        }

        @Override
        public void write(Kryo kryo, Output out, @Nullable Object value) {
            ((ValueWriter) out).writeValue(value);
        }

        @Override
        public @Nullable Object read(Kryo kryo, Input in, Class<?> type) {
            return ((ValueReader) in).readValue();
        }

        @Override
        public @Nullable Object copy(Kryo kryo, @Nullable Object value) {
            return codecs.copyPart(value);
        }
    }

    @SuppressWarnings("rawtypes") // as Kryo declares it
    private final class Resolver implements ClassResolver {
        private final Registration value;

        Resolver(Values values) {
            value = new Registration(Object.class, values, Integer.MAX_VALUE) {
                /** Kryo's constructor gives every primitive a serializer of its own. */
                @Override
                public void setSerializer(Serializer serializer) {}
            };
        }

        @Override
        public void setKryo(Kryo kryo) {}

        @Override
        public Registration register(Registration registration) {
            return registration;
        }

        @Override
        public @Nullable Registration unregister(int id) {
            return null;
        }

        @Override
        public Registration registerImplicit(Class type) {
            return value;
        }

        @Override
        public Registration getRegistration(Class type) {
            Registration registered = registrations.get(type);
            return registered == null ? value : registered;
        }

        @Override
        public Registration getRegistration(int id) {
            return value;
        }

        /** A byte for null; other values bring a tag of their own. */
        @Override
        public @Nullable Registration writeClass(Output out, @Nullable Class type) {
            if (type == null) {
                out.writeByte(Tag.NULL);
                return null;
            }
            return value;
        }

        @Override
        public @Nullable Registration readClass(Input in) {
            if (in.readByte() == Tag.NULL) {
                return null;
            }
            ((ValueReader) in).unreadByte();
            return value;
        }

        @Override
        public void reset() {}
    }
}
