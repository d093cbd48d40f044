package io.tidewheel.launcher;

import io.tidewheel.error.TidewheelException;
import java.io.PrintStream;
import java.util.List;

/** The command line of Tidewheel: {@code tidewheel COMMAND [OPTIONS] [ARGUMENTS]}, as docs/launcher.md describes it. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] words) {
        PrintStream out = System.out; // the program may set another
        int code = StandardOutput.delivered(out, run(List.of(words)));
        Shutdown.finished(code);
        System.exit(code);
    }

    private static int run(List<String> words) {
        String name = words.isEmpty() ? "--help" : words.get(0);
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        try {
            switch (name) {
                case "--help", "-h", "help" -> {
                    return help(rest);
                }
                case "--version", "version" -> {
                    return Version.print();
                }
                default -> {
                    return run(Commands.named(name), rest);
                }
            }
        } catch (TidewheelException wrong) {
            System.err.println("tidewheel: " + wrong.getMessage());
            return ExitCode.of(wrong);
        } catch (Exception failure) {
            FailureReport.of(failure).print(System.err, true);
            return ExitCode.JOB_FAILED;
        }
    }

    private static int run(Command command, List<String> words) throws Exception {
        Arguments arguments;
        try {
            arguments = Arguments.parse(command.options(), words);
            if (!arguments.has(SessionOptions.HELP)) {
                return command.run(arguments);
            }
        } catch (TidewheelException wrong) {
            System.err.println("tidewheel " + command.name() + ": " + wrong.getMessage());
            return ExitCode.of(wrong);
        }
        return Help.print(command);
    }

    private static int help(List<String> words) {
        return words.isEmpty() ? Help.print() : Help.print(Commands.named(words.get(0)));
    }
}
