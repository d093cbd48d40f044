package io.tidewheel.launcher;

import io.tidewheel.launcher.demo.Demo;
import io.tidewheel.launcher.demo.StreamDemo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows a job at work on a log of a web server. */
final class DemoCommand implements Command {
    private static final Option INPUT =
            Option.valued("--input", "PATH", "a log in Apache's combined format; default: a generated one");
    private static final Option ROWS = Option.valued("--rows", "N", "lines of the generated log; default: 500000");
    private static final Option BREAK =
            Option.toggle("--break", "delete a cached block and a spilled output half-way, and compare the rows");
    private static final Option STREAM = Option.toggle(
            "--stream", "the same job over pieces of the log that appear in a folder; goes on when it was killed");
    private static final Option EVERY =
            Option.valued("--every", "MILLIS", "with --stream: how often a piece appears; default: 250");
    private static final int DEFAULT_ROWS = 500_000;
    private static final int DEFAULT_EVERY_MILLIS = 250;

    @Override
    public String synopsis() {
        return "demo [OPTIONS]";
    }

    @Override
    public String doc() {
        return "Counts words, and requests per page and hour, of a web server's log; as a batch or as a stream.";
    }

    @Override
    public List<Option> options() {
        List<Option> options = new ArrayList<>(List.of(INPUT, ROWS, BREAK, STREAM, EVERY));
        options.addAll(SessionOptions.ALL);
        return options;
    }

    @Override
    public int run(Arguments arguments) throws IOException {
        if (!arguments.rest().isEmpty()) {
            throw Arguments.usage("'" + arguments.rest().get(0) + "' is no option; a log is given by --input PATH");
        }
        int rows = number(ROWS, arguments, DEFAULT_ROWS);
        int everyMillis = number(EVERY, arguments, DEFAULT_EVERY_MILLIS);
        refuseMixed(arguments);
        Path input = input(arguments);
        Launch launch = Launch.prepare(arguments, arguments.has(STREAM));
        Shutdown.interruptThisThread();
        return Application.run(launch, () -> {
            Path log = input == null ? generated(rows, launch) : input;
            Demo demo = new Demo(System.out);
            if (arguments.has(STREAM)) {
                new StreamDemo(System.out, folder(), Duration.ofMillis(everyMillis)).run(log);
            } else if (arguments.has(BREAK)) {
                demo.runDamaged(log);
            } else {
                demo.run(log);
            }
        });
    }

    private static int number(Option option, Arguments arguments, int otherwise) {
        String text = arguments.value(option);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw Arguments.usage(option.name() + ": '" + text + "' is no number from 1 to 999999999");
        }
        return Integer.parseInt(text);
    }

    private static void refuseMixed(Arguments arguments) {
        if (arguments.has(STREAM) && arguments.has(BREAK)) {
            throw Arguments.usage(
                    "--break is for the batch: a stream is broken by ending its process; give one of the" + " two");
        }
        if (arguments.has(EVERY) && !arguments.has(STREAM)) {
            throw Arguments.usage("--every says how often a piece of the log appears in a stream; add --stream");
        }
    }

    private static @Nullable Path input(Arguments arguments) throws IOException {
        String name = arguments.value(INPUT);
        if (name == null) {
            return null;
        }
        if (arguments.has(ROWS)) {
            throw Arguments.usage("--rows is for a generated log, but --input names one; give one of the two");
        }
        if (name.contains("://") && !name.startsWith("file:")) {
            throw Arguments.usage("--input: " + name + " is not on this machine; copy it here");
        }
        Path input = JarFiles.existing(name, "--input");
        if (Files.isDirectory(input) && !holdsFiles(input)) {
            throw Arguments.usage(
                    "--input: there are no files in " + input.toAbsolutePath() + "; name a log, or a folder of logs");
        }
        return input;
    }

    private static boolean holdsFiles(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> Files.isRegularFile(entry)
                    && !entry.getFileName().toString().matches("[._].*"));
        }
    }

    private static Path generated(int rows, Launch launch) throws IOException {
        Path folder = folder();
        if (!launch.isQuiet() && !Files.isDirectory(folder)) {
            System.err.println("tidewheel: generating a log of " + rows + " rows in " + folder);
        }
        return Demo.generate(folder, rows);
    }

    private static Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "tidewheel-demo-" + System.getProperty("user.name"));
    }
}
