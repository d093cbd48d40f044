package io.tidewheel.launcher;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Hears of signals before the JVM begins to end. */
final class Signals {
    /*
     * By reflection on sun.misc.Signal, which every JDK has and javac warns of. A shutdown hook would be too late: others,
     * such as that of Hadoop, which closes filesystems, run at the same time. Where it does not work, with -Xrs for
     * example, a signal does what it does to every JVM.
     */
    private Signals() {}

    /**
     * @param name such as TERM
     * @param taken is asked on a thread of its own for each signal, named "SIGTERM handler"; if it says no, what would
     *     have happened without it happens
     */
    static void on(String name, Predicate<String> taken) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = handler.getMethod("handle", signal);
            AtomicReference<Object> before = new AtomicReference<>();
            Object ours = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return ofObject(self, method.getName(), arguments);
                        }
                        if (!taken.test(name)) {
                            handle.invoke(before.get(), arguments);
                        }
                        return null;
                    });
            Object number = signal.getConstructor(String.class).newInstance(name);
            before.set(signal.getMethod("handle", signal, handler).invoke(null, number, ours));
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            // as said above
        }
    }

    private static Object ofObject(Object self, String method, Object[] arguments) {
        return switch (method) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "tidewheel's handler";
        };
    }
}
