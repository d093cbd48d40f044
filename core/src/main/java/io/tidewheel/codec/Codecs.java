package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;
import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * How values become bytes and come back; one per session, thread-safe.
 *
 * <p>Strings, boxed values, enums (by name), records (by component name, whatever they nest), pairs, optionals, the
 * lists, sets, maps and queues of java.util, java.time, big numbers, UUIDs and arrays need no registration; other
 * classes are registered once. An immutable list, set or map reads back as a plain one that is equal to it. Bytes never
 * make an object of a class that is neither a record nor an enum nor registered, nor do they run its initialiser.
 *
 * <p>An object that is not registered, or cannot be, is refused with kind CONFIGURATION; bytes that are not what was
 * written with kind BAD_DATA.
 */
public final class Codecs {
    /** Nothing registered. */
    public static final Codecs DEFAULT = builder().build();

    private static final int STREAM_BUFFER_BYTES = 32 << 10;
    private static final int VALUE_BUFFER_BYTES = 256;
    private static final int KEPT_BUFFER_BYTES = 1 << 20;

    private final Map<Class<?>, RegisteredCodec> registered;
    private final @Nullable ClassLoader loader;
    private final ConcurrentLinkedQueue<KryoBridge> idleKryos = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ValueWriter> idleWriters = new ConcurrentLinkedQueue<>();

    /** Writes values one after the other. Used by one thread; closing flushes and closes the stream. */
    public interface Encoder extends AutoCloseable {
        void write(@Nullable Object value) throws IOException;

        /** A number without a tag: read back by {@link Decoder#readLong} alone. */
        void writeLong(long value) throws IOException;

        /** A number without a tag: read back by {@link Decoder#readInt} alone. */
        void writeInt(int value) throws IOException;

        /** A number without a tag: read back by {@link Decoder#readDouble} alone. */
        void writeDouble(double value) throws IOException;

        void flush() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Reads values in the order they were written. Used by one thread; closing closes the stream. Past the last value
     * every read throws {@link EOFException}.
     */
    public interface Decoder extends AutoCloseable {
        @Nullable
        Object read() throws IOException;

        long readLong() throws IOException;

        int readInt() throws IOException;

        double readDouble() throws IOException;

        /** True if nothing follows. Waits for the stream. */
        boolean isAtEnd() throws IOException;

        @Override
        void close() throws IOException;
    }

    private final CanonicalKeys canonicalKeys = new CanonicalKeys(this);

    private Codecs(Builder builder) {
        registered = new LinkedHashMap<>();
        builder.types.forEach(type -> registered.put(type, new RegisteredCodec(type)));
        loader = builder.loader;
        if (!registered.isEmpty()) {
            giveBack(borrowKryo()); // a class that Kryo cannot take apart is refused now
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    public Encoder encoder(OutputStream out) {
        return new StreamEncoder(new ValueWriter(this, out, STREAM_BUFFER_BYTES));
    }

    public Decoder decoder(InputStream in) {
        return new StreamDecoder(new ValueReader(this, in, STREAM_BUFFER_BYTES));
    }

    public byte[] toBytes(@Nullable Object value) {
        ValueWriter pooled = idleWriters.poll();
        ValueWriter out = pooled == null ? new ValueWriter(this, VALUE_BUFFER_BYTES) : pooled;
        try {
            StreamEncoder.write(out, value);
            return out.toBytes();
        } finally {
            out.release();
            out.reset();
            if (out.getBuffer().length <= KEPT_BUFFER_BYTES) {
                idleWriters.add(out);
            }
        }
    }

    /**
     * The bytes of a key: equal keys have equal bytes, in every JVM. What {@link #fromBytes} makes of them is equal to
     * the key; a set, map or list may be of another class.
     *
     * @throws TidewheelException (CONFIGURATION) if that cannot be had for this key
     */
    public byte[] toKeyBytes(@Nullable Object key) {
        return toBytes(canonicalKeys.canonical(key));
    }

    /** The same bytes as {@link #toBytes}, of many values, one after the other in one array. Used by one thread. */
    public static final class ValueBytes {
        private final ValueWriter out;
        private final Codecs codecs;

        private ValueBytes(Codecs codecs) {
            this.codecs = codecs;
            this.out = new ValueWriter(codecs, VALUE_BUFFER_BYTES);
        }

        /** Adds the same bytes as {@link #toKeyBytes}. */
        public void addKey(@Nullable Object key) {
            add(codecs.canonicalKeys.canonical(key));
        }

        /** Adds a value's bytes; nothing if that fails. */
        public void add(@Nullable Object value) {
            int before = out.position();
            boolean done = false;
            try {
                StreamEncoder.write(out, value);
                done = true;
            } finally {
                out.release();
                if (!done) {
                    out.setPosition(before);
                }
            }
        }

        /** How many bytes were added since the last {@link #clear}. */
        public int size() {
            return out.position();
        }

        /** Holds what was added, from its beginning; another array may hold it after the next call. */
        public byte[] array() {
            return out.getBuffer();
        }

        public void clear() {
            out.setPosition(0);
        }
    }

    /** The same values as {@link #fromBytes}, of many pieces of arrays. Used by one thread. */
    public static final class BytesValues {
        private final ValueReader in;

        private BytesValues(Codecs codecs) {
            this.in = new ValueReader(codecs, new byte[0]);
        }

        /** @throws TidewheelException (BAD_DATA) if the bytes are not one whole value */
        public @Nullable Object of(byte[] bytes, int from, int length) {
            in.begin(bytes, from, length);
            return whole(in, length);
        }
    }

    /** For one thread that makes values of many bytes. */
    public BytesValues bytesValues() {
        return new BytesValues(this);
    }

    /** For one thread that makes bytes of many values. */
    public ValueBytes valueBytes() {
        return new ValueBytes(this);
    }

    /** @throws TidewheelException (BAD_DATA) if the bytes are not one whole value */
    public @Nullable Object fromBytes(byte[] bytes) {
        return whole(new ValueReader(this, bytes), bytes.length);
    }

    private static @Nullable Object whole(ValueReader in, int length) {
        try {
            Object value = StreamDecoder.read(in);
            if (!in.end()) {
                throw new TidewheelException(
                        BAD_DATA, "a value ends at byte " + in.total() + " but there are " + length + " bytes");
            }
            return value;
        } catch (EOFException e) {
            throw new TidewheelException(BAD_DATA, "a value is cut off after " + length + " bytes", e);
        } catch (IOException e) {
            throw new TidewheelException(BAD_DATA, e.getMessage(), e);
        } finally {
            in.release();
        }
    }

    /**
     * A deep copy; the same object if its type is known to be immutable all the way down.
     *
     * @throws TidewheelException (CONFIGURATION) if a collection, map, array or record holds itself
     */
    public <T extends @Nullable Object> T copy(T value) {
        try {
            return copyPart(value);
        } catch (StackOverflowError e) {
            throw SelfReference.refused(value, "copied", e);
        }
    }

    @SuppressWarnings("unchecked") // a copy is of the class of its original, or a plain collection equal to it
    <T extends @Nullable Object> T copyPart(T value) {
        if (value == null || value instanceof String || isBoxed(value)) {
            return value;
        }
        if (value instanceof Pair<?, ?> pair) {
            Object key = copyPart((Object) pair.key());
            Object held = copyPart((Object) pair.value());
            return key == pair.key() && held == pair.value() ? value : (T) new Pair<>(key, held);
        }
        return (T) codec(value.getClass()).copy(this, value);
    }

    /** True if the value can be shared between tasks without a copy: strings, boxed, enums, records of such. */
    public static boolean isImmutable(@Nullable Object value) {
        if (value == null || value instanceof String || isBoxed(value)) {
            return true;
        }
        ValueCodec codec = CodecTable.ofClass(value.getClass());
        try {
            return codec != null && codec.isImmutable(value);
        } catch (StackOverflowError e) { // nests too deep to tell
            return false;
        }
    }

    /**
     * About how many bytes of heap the value and what hangs on it take. Any value: an unregistered one, and one that
     * holds itself, by the fields of its class.
     */
    public long heapBytes(@Nullable Object value) {
        try {
            return heapBytesOfPart(value);
        } catch (StackOverflowError e) { // only an object nests so deep
            return value == null ? 0 : HeapBytes.guess(value.getClass());
        }
    }

    long heapBytesOfPart(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof String text) {
            return HeapBytes.string(text);
        }
        if (value instanceof Pair<?, ?> pair) {
            return 24 + heapBytesOfPart(pair.key()) + heapBytesOfPart(pair.value());
        }
        ValueCodec codec = CodecTable.ofClass(value.getClass());
        if (codec == null) {
            codec = registered.get(value.getClass());
        }
        return codec == null ? HeapBytes.guess(value.getClass()) : codec.heapBytes(this, value);
    }

    /**
     * 64 bits that change when a class is renamed or what its objects hold changes in name or type, nested records
     * included. For a record also when the order of its components changes.
     */
    public static long fingerprint(Class<?> type) {
        return Fingerprint.of(type);
    }

    private static boolean isBoxed(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Double;
    }

    ValueCodec codec(Class<?> type) {
        ValueCodec codec = CodecTable.ofClass(type);
        return codec == null ? registered(type) : codec;
    }

    RegisteredCodec registered(Class<?> type) {
        RegisteredCodec codec = registered.get(type);
        if (codec == null) {
            throw Unregistered.refused(type);
        }
        return codec;
    }

    Class<?> load(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader first = loader != null ? loader : context != null ? context : Codecs.class.getClassLoader();
        try {
            return Class.forName(name, false, first);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new TidewheelException(
                    BAD_DATA,
                    "the data holds objects of class " + name + ", which cannot be loaded; add its jar to the class"
                            + " path or restore the class",
                    e);
        }
    }

    KryoBridge borrowKryo() {
        KryoBridge idle = idleKryos.poll();
        ClassLoader own = loader == null ? Codecs.class.getClassLoader() : loader;
        return idle == null ? new KryoBridge(this, registered.keySet(), own) : idle;
    }

    void giveBack(KryoBridge kryo) {
        idleKryos.add(kryo);
    }

    /** Collects the classes to register. */
    public static final class Builder {
        private final Set<Class<?>> types = new LinkedHashSet<>();
        private @Nullable ClassLoader loader;

        private Builder() {}

        /**
         * Classes whose objects Kryo takes apart by field. A class that needs no registration is passed over.
         *
         * @throws TidewheelException (CONFIGURATION) if objects of a class can never be written
         */
        public Builder register(Class<?>... classes) {
            for (Class<?> type : classes) {
                if (CodecTable.ofClass(type) != null) {
                    continue;
                }
                if (Unregistered.isNameless(type)) {
                    throw Unregistered.refused(type);
                }
                if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
                    throw new TidewheelException(
                            CONFIGURATION,
                            type.getName() + " cannot be registered: it has no objects of its own; register the classes"
                                    + " that implement it");
                }
                types.add(type);
            }
            return this;
        }

        /** Where classes named in bytes are looked up; by default the context class loader of the reading thread. */
        public Builder classLoader(ClassLoader classLoader) {
            loader = classLoader;
            return this;
        }

        public Codecs build() {
            return new Codecs(this);
        }
    }
}
