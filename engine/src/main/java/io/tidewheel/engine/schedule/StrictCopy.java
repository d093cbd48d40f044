package io.tidewheel.engine.schedule;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Functions as they would reach another machine: serialised on the driver, a fresh copy for every task. The bytes are
 * made and read by this process only.
 */
final class StrictCopy<T extends Serializable> {
    private final String what;
    private final byte[] bytes;
    private final ClassLoader loader;
    private byte @Nullable [] untouched; // what a copy serialises to if nobody changed it; guarded by this

    StrictCopy(T original, String what) {
        this.what = what;
        this.loader = Thread.currentThread().getContextClassLoader();
        try {
            this.bytes = serialise(original);
        } catch (NotSerializableException | InvalidClassException e) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "a function of " + what + " cannot be sent to its tasks: it holds a " + e.getMessage()
                            + ", which is not serialisable; make that class Serializable, or create the object inside"
                            + " the function",
                    e);
        } catch (StackOverflowError e) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "a function of " + what + " cannot be sent to its tasks: what it holds nests too deep for"
                            + " serialisation, as a long linked list of your own does; hold a java.util collection, or"
                            + " broadcast the data",
                    e);
        } catch (IOException e) {
            throw new TidewheelException(Kind.USER_FUNCTION, "serialising a function of " + what + " failed: " + e, e);
        }
    }

    /** @throws TidewheelException if a task changed what its copy holds, which nobody outside the task would see */
    void checkUnchanged(T used) throws IOException, ClassNotFoundException {
        boolean changed;
        try {
            changed = !Arrays.equals(untouched(), serialise(used));
        } catch (NotSerializableException e) {
            changed = true; // it holds what it did not hold before
        }
        if (changed) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "a function of " + what + " changed an object that it captured; tasks have copies of their own, the"
                            + " change is lost: return the value as a row, or use an accumulator");
        }
    }

    /** Not {@link #bytes}: collections may serialise otherwise once they have been read, though they are equal. */
    private synchronized byte[] untouched() throws IOException, ClassNotFoundException {
        if (untouched == null) {
            untouched = serialise(copy());
        }
        return untouched;
    }

    private static byte[] serialise(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(value);
        }
        return out.toByteArray();
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // bytes this object made from a T; they never left it
    T copy() throws IOException, ClassNotFoundException {
        try (ObjectInputStream objects = new LoaderInput()) {
            return (T) objects.readObject();
        }
    }

    private final class LoaderInput extends ObjectInputStream {
        LoaderInput() throws IOException {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type);
            }
        }
    }
}
