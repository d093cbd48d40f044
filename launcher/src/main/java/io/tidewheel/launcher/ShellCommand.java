package io.tidewheel.launcher;

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
            JarFiles.matching(jar, "--jars").forEach(path -> classPath.add(path.toString()));
        }
        if (!arguments.has(SessionOptions.QUIET)) {
            System.err.println(
                    "tidewheel: tw is an open session, try tw.textFile(\"README.md\").count(); Ctrl-D ends the shell");
        }
        java.nio.file.Path startup = java.nio.file.Files.createTempFile("tidewheel-shell", ".jsh");
        try {
            java.nio.file.Files.writeString(startup, STARTUP);
            return JavaShellToolBuilder.builder()
                    .start(
                            "--execution",
                            "local",
                            "--class-path",
                            String.join(java.io.File.pathSeparator, classPath),
                            "--startup",
                            startup.toString());
        } finally {
            java.nio.file.Files.deleteIfExists(startup);
        }
    }
}
