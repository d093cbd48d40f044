package io.tidewheel.launcher;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.tool.JavaShellToolBuilder;

/** JShell, with an open session {@code tw} and the imports that jobs need. */
final class ShellCommand implements Command {
    private static final String STARTUP = """
            import io.tidewheel.api.*;
            import io.tidewheel.data.Pair;
            import java.time.*;
            import java.util.*;
            import java.util.stream.*;
            var tw = Tidewheel.open();
            """;

    @Override
    public String synopsis() {
        return "shell [OPTIONS]";
    }

    @Override
    public String doc() {
        return "Opens JShell with a session in the variable tw.";
    }

    @Override
    public List<Option> options() {
        List<Option> options = new ArrayList<>(List.of(SubmitOptions.JARS));
        options.addAll(SessionOptions.ALL);
        return options;
    }

    @Override
    public int run(Arguments arguments) throws Exception {
        Launch.prepare(arguments);
        List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
        for (String jar : arguments.list(SubmitOptions.JARS)) {
            for (Path path : JarFiles.matching(jar, "--jars")) {
                JarFiles.requireClasses(path);
                classPath.add(path.toString());
            }
        }
        boolean isQuiet = arguments.has(SessionOptions.QUIET);
        if (!isQuiet) {
            System.err.println(
                    "tidewheel: tw is an open session, try tw.textFile(\"README.md\").count(); Ctrl-D ends the shell");
        }
        Path startup = Files.createTempFile("tidewheel-shell", ".jsh");
        startup.toFile().deleteOnExit(); // a signal ends no finally
        try {
            Files.writeString(startup, STARTUP);
            List<String> words = new ArrayList<>(List.of(
                    "--execution",
                    "local",
                    "--class-path",
                    String.join(File.pathSeparator, classPath),
                    "--startup",
                    startup.toString()));
            if (isQuiet) {
                words.addAll(List.of("--feedback", "concise"));
            }
            JavaShellToolBuilder shell = JavaShellToolBuilder.builder();
            if (System.getProperty("io.tidewheel.launch.terminal") == null) {
                shell.in(withLastLineEnded(System.in), null);
            }
            return shell.start(words.toArray(String[]::new));
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    /** JShell takes no line without an end, which is what the last one of a pipe often is. */
    private static InputStream withLastLineEnded(InputStream in) {
        return new SequenceInputStream(in, new ByteArrayInputStream("\n".getBytes(StandardCharsets.US_ASCII)));
    }
}
