package io.tidewheel.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Where the programs, their data and their class paths are. {@code bin/bench} has built them. */
record Workspace(Path root, Path data, boolean quick) {
    private static final int FILES = 8;
    private static final long QUICK_BYTES = 4L << 20;

    /** The programs of {@link io.tidewheel.bench.batch}. */
    Program ours(List<String> flags, Class<?> main, String... arguments) {
        return java(
                "ours: " + main.getSimpleName(),
                flags,
                System.getProperty("java.class.path"),
                main.getName(),
                false,
                arguments);
    }

    /** A hand-written loop, compiled as it is. */
    Program loop(List<String> flags, String main) {
        return java(main, flags, root.resolve("benchmarks/peers/limit/target").toString(), main, true);
    }

    /** Spark's program, with the flags that it needs on this JDK. */
    Program spark(List<String> flags, String folder, String main, String... arguments) throws IOException {
        return opened("Spark", flags, folder, main, arguments);
    }

    /** Flink's program, which keeps its checkpoints where ours do. It needs the flags that Spark needs. */
    Program flink(List<String> flags, String main, String... arguments) throws IOException {
        return opened("Flink", withCheckpointsHere(flags), "others/flink", main, arguments);
    }

    private Program opened(String name, List<String> flags, String folder, String main, String... arguments)
            throws IOException {
        Path peer = root.resolve("benchmarks/peers").resolve(folder);
        List<String> all = new ArrayList<>(flags);
        String opens = Files.readString(root.resolve("benchmarks/peers/spark/opens.txt"));
        all.addAll(Arrays.asList(opens.strip().split("\\s+")));
        String classPath = peer.resolve("target/classes")
                + File.pathSeparator
                + Files.readString(peer.resolve("target/classpath.txt")).strip();
        return java(name + ": " + main, all, classPath, main, false, arguments);
    }

    /** Spark's streaming programs keep their checkpoints where ours do. */
    Program sparkStream(List<String> flags, String folder, String main, String... arguments) throws IOException {
        return spark(withCheckpointsHere(flags), folder, main, arguments);
    }

    private List<String> withCheckpointsHere(List<String> flags) throws IOException {
        List<String> all = new ArrayList<>(flags);
        all.add("-Djava.io.tmpdir=" + Files.createDirectories(scratch()));
        return all;
    }

    private Program java(
            String name, List<String> flags, String classPath, String main, boolean endEarly, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-Ddata=" + input());
        command.addAll(List.of("-cp", classPath, main));
        Collections.addAll(command, arguments);
        return new Program(name, command, scratch(), endEarly);
    }

    /** The working directory of every program. */
    Path scratch() {
        return root.resolve("target/bench-scratch");
    }

    /** Generated words; when in a hurry the first eighth of each file. */
    Path input() {
        return quick ? data.resolve("quick") : data;
    }

    /** Makes the short files from the long ones, unless they are there. */
    void cutForQuick() throws IOException {
        Path target = data.resolve("quick/words");
        if (!quick || Files.exists(target.resolve("part-" + (FILES - 1) + ".txt"))) {
            return;
        }
        Files.createDirectories(target);
        for (int file = 0; file < FILES; file++) {
            String name = "part-" + file + ".txt";
            try (BufferedReader reader =
                            Files.newBufferedReader(data.resolve("words").resolve(name));
                    BufferedWriter writer = Files.newBufferedWriter(target.resolve(name))) {
                long bytes = 0;
                for (String line = reader.readLine(); line != null && bytes < QUICK_BYTES; line = reader.readLine()) {
                    writer.write(line);
                    writer.newLine();
                    bytes += line.length() + 1;
                }
            }
        }
    }
}
