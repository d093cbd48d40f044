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

/**
 * Functions as they would reach another machine: serialised on the driver, a fresh copy for every task. The bytes are
 * made and read by this process only.
 */
final class StrictCopy<T extends Serializable> {
    private final byte[] bytes;
    private final ClassLoader loader;

    StrictCopy(T original, String what) {
        this.loader = Thread.currentThread().getContextClassLoader();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(original);
        } catch (NotSerializableException | InvalidClassException e) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "a function of " + what + " cannot be sent to its tasks: it holds a " + e.getMessage()
                            + ", which is not serialisable; make that class Serializable, or create the object inside"
                            + " the function",
                    e);
        } catch (IOException e) {
            throw new TidewheelException(Kind.USER_FUNCTION, "serialising a function of " + what + " failed: " + e, e);
        }
        this.bytes = out.toByteArray();
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
