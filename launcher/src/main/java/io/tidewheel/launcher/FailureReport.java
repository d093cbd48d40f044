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
 * tidewheel: stage 1, part 3, try 4 threw NumberFormatException: For input string: "x"; correct ..
 *   cause: java.lang.NumberFormatException: For input string: "x"
 *   where: com.example.Bytes.parse(Bytes.java:12)
 *   (--verbose prints the stack)
 * </pre>
 */
record FailureReport(
        String what,
        @Nullable String cause,
        @Nullable String where,
        @Nullable String toDo,
        Throwable failure) {
    /*
     * An exception of ours ends with what to do; a line by its kind would say less, and often something else. So there is
     * one only for what others threw, and for what no user can mend.
     */

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
                root == failure || isSaid(root, what) ? null : text(root),
                place(root).or(() -> place(failure)).orElse(null),
                toDo(failure, root),
                failure);
    }

    private static boolean isSaid(Throwable root, String what) {
        return root instanceof TidewheelException && what.contains(String.valueOf(root.getMessage()));
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
        String more = withStack || failure.getStackTrace().length == 0 ? "" : " (--verbose prints the stack)";
        if (toDo != null) {
            lines.add("  to do: " + toDo + more);
        } else if (!more.isEmpty()) {
            lines.add(" " + more);
        }
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

    private static @Nullable String toDo(Throwable failure, Throwable root) {
        if (failure instanceof TidewheelException ours) {
            return switch (ours.kind()) {
                case USER_FUNCTION, BAD_DATA, RESOURCE, CONFIGURATION, FENCED, CHECKPOINT -> null;
                case CANCELLED -> "nothing, if this was wanted";
                case BUG -> "report it with the output of --verbose";
            };
        }
        if (root instanceof OutOfMemoryError) {
            return "give the JVM more heap with --driver-memory, or use more partitions";
        }
        if (root instanceof NoClassDefFoundError || root instanceof ClassNotFoundException) {
            return "add the jar that holds this class with --jars, or its artifact with --packages";
        }
        return "correct the code at that place";
    }
}
