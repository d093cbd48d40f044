package io.tidewheel.launcher;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

/** Runs a class with a {@code main} as the program of this JVM, and turns its end into an exit code. */
final class Application {
    private Application() {}

    /** What a program does. */
    interface Body {
        void run() throws Exception;
    }

    /**
     * Calls main on this thread. When it returns, the program is over: what it left running is named and ended.
     *
     * @return the exit code
     */
    static int run(Class<?> type, List<String> arguments, Launch launch) {
        Method main = mainOf(type);
        Thread.currentThread().setContextClassLoader(type.getClassLoader());
        return run(launch, () -> main.invoke(null, (Object) arguments.toArray(String[]::new)));
    }

    /** Runs a program that is no class of its own. */
    static int run(Launch launch, Body body) {
        try {
            body.run();
        } catch (InvocationTargetException | ExceptionInInitializerError thrown) {
            return failed(thrown.getCause(), launch);
        } catch (Throwable thrown) { // also an Error: whatever ends a program is reported the same way
            return failed(thrown, launch);
        }
        Sessions.stopAll();
        nameLeftovers(launch);
        return ExitCode.DONE;
    }

    private static int failed(Throwable failure, Launch launch) {
        if (!Shutdown.isStopping()) {
            launch.progress().close();
            FailureReport.of(failure).print(System.err, launch.isVerbose());
        }
        return ExitCode.of(failure);
    }

    private static Method mainOf(Class<?> type) {
        try {
            Method main = type.getMethod("main", String[].class);
            if (Modifier.isStatic(main.getModifiers()) && main.getReturnType() == void.class) {
                main.setAccessible(true); // the class may be package-private
                return main;
            }
        } catch (NoSuchMethodException absent) {
            // said below
        }
        throw Arguments.usage("class " + type.getName() + " has no public static void main(String[])");
    }

    private static void nameLeftovers(Launch launch) {
        Thread[] threads = new Thread[Thread.activeCount() + 16];
        int count = Thread.enumerate(threads);
        List<String> left = Arrays.stream(threads, 0, count)
                .filter(thread -> thread != Thread.currentThread() && !thread.isDaemon() && thread.isAlive())
                .map(Thread::getName)
                .sorted()
                .toList();
        if (!left.isEmpty() && !launch.isQuiet()) {
            System.err.println("tidewheel: main returned while these threads still ran, which ends them: " + left
                    + "; let main wait for what has to finish");
        }
    }
}
