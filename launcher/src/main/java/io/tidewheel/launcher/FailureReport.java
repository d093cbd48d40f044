package io.tidewheel.launcher;

import io.tidewheel.error.TidewheelException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure as one block that a person can read.
 *
 * <pre>
 * tidewheel: stage 1, part 3, try 4: the function of map threw NumberFormatException
 *   cause: java.lang.NumberFormatException: For input string: "x"
 *   where: com.example.Bytes.parse(Bytes.java:12)
 *   to do: correct the code at that place, or let it accept such a record (--verbose prints the stack)
 * </pre>
 */
record FailureReport(
        String what, @Nullable String cause, @Nullable String where, String toDo, Throwable failure) {
    /** Whose code no user corrects: the JDK's, and that of libraries that call back or are called for the user. */
    private static final List<String> NOT_THE_USERS = List.of(
            "java.",
            "jdk.",
            "sun.",
            "com.sun.",
            "com.esotericsoftware.",
            "com.fasterxml.jackson.",
            "com.github.luben.",
            "de.siegmar.",
            "net.jpountz.",
            "org.apache.hadoop.",
            "org.apache.logging.",
            "org.slf4j.");

    static FailureReport of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String what = failure instanceof TidewheelException ? String.valueOf(failure.getMessage()) : text(failure);
        return new FailureReport(
                what,
                root == failure ? null : text(root),
                place(root).or(() -> place(failure)).orElse(null),
                toDo(failure, root),
                failure);
    }

    /** This, as the end of a thread that the program started. */
    FailureReport in(Thread thread) {
        return new FailureReport("thread '" + thread.getName() + "' ended by " + what, cause, where, toDo, failure);
    }

    void print(PrintStream out, boolean withStack) {
        List<String> lines = new ArrayList<>();
        lines.add("tidewheel: " + what);
        if (cause != null) {
            lines.add("  cause: " + cause);
        }
        if (where != null) {
            lines.add("  where: " + where);
        }
        lines.add("  to do: " + toDo + (withStack ? "" : " (--verbose prints the stack)"));
        out.println(String.join(System.lineSeparator(), lines));
        if (withStack) {
            failure.printStackTrace(out);
        }
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        String type = thrown.getClass().getName();
        return message == null ? type : type + ": " + message;
    }

    /** The first line of the stack that is neither ours nor that of the JDK or a library. */
    private static Optional<String> place(Throwable thrown) {
        for (StackTraceElement line : thrown.getStackTrace()) {
            String type = line.getClassName();
            boolean isOurs = type.startsWith("io.tidewheel.") && !type.startsWith("io.tidewheel.examples.");
            if (!isOurs && NOT_THE_USERS.stream().noneMatch(type::startsWith)) {
                String file = line.getFileName();
                String at = file == null ? "" : "(" + file + ":" + line.getLineNumber() + ")";
                return Optional.of(type + "." + line.getMethodName() + at);
            }
        }
        return Optional.empty();
    }

    private static String toDo(Throwable failure, Throwable root) {
        if (root instanceof OutOfMemoryError) {
            return "give the JVM more heap with --driver-memory, or use more partitions";
        }
        if (root instanceof NoClassDefFoundError || root instanceof ClassNotFoundException) {
            return "add the jar that holds this class with --jars, or its artifact with --packages";
        }
        if (!(failure instanceof TidewheelException ours)) {
            return "correct the code at that place";
        }
        return switch (ours.kind()) {
            case USER_FUNCTION -> "correct the code at that place, or let it accept such a record";
            case BAD_DATA -> "correct the data, or choose what becomes of bad records";
            case RESOURCE -> "look at disk, memory, file handles and permissions of this machine";
            case CONFIGURATION -> "correct the setting, path or argument that it names";
            case CANCELLED -> "nothing, if this was wanted";
            case BUG -> "report it with the output of --verbose";
        };
    }
}
