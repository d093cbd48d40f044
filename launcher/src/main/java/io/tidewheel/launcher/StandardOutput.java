package io.tidewheel.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether what was printed got anywhere: Java's standard output keeps its failures to itself. */
final class StandardOutput {
    private static final Path LINK = Path.of("/proc/self/fd/1");

    private StandardOutput() {}

    /**
     * Flushes. Rows that nobody got are a failure, unless they went into a pipe: its reader had enough, as {@code head}
     * has.
     *
     * @param code how the command ended
     * @return the exit code
     */
    static int delivered(PrintStream out, int code) {
        if (!out.checkError() || isPipe()) {
            return code;
        }
        System.err.println("tidewheel: standard output could not be written" + reason()
                + "; what was printed is lost or incomplete");
        return code == ExitCode.DONE ? ExitCode.JOB_FAILED : code;
    }

    private static boolean isPipe() {
        try {
            return !Files.readSymbolicLink(LINK).toString().startsWith("/");
        } catch (IOException notOnThisSystem) {
            return reason().endsWith("Broken pipe");
        }
    }

    /** A print stream forgets why it failed: another byte fails for the same reason. */
    @SuppressWarnings("resource") // closing it would close standard output
    private static String reason() {
        try {
            new FileOutputStream(FileDescriptor.out).write('\n');
            return "";
        } catch (IOException failed) {
            return ": " + failed.getMessage();
        }
    }
}
