package io.tidewheel.integration.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * How a JVM with the class path of these tests starts in half the time: from an archive of loaded classes, which one run
 * of a counting query leaves behind. Made once in a process, in a folder that ends with it.
 */
final class SharedClasses {
    private static final List<String> OPTIONS = make();

    private SharedClasses() {}

    /** The class path, and the options of every counting query. */
    static List<String> options() {
        return OPTIONS;
    }

    private static List<String> make() {
        List<String> options = new ArrayList<>(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:cds=off", "-Xmx128m"));
        // Log4j starts slowly, and nobody reads the log.
        options.add("-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider");
        options.add("-Dslf4j.internal.verbosity=WARN");
        try {
            Path folder = Files.createTempDirectory("tidewheel-chaos-classes");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            options.addAll(List.of("-cp", jars(folder)));
            Path archive = folder.resolve("classes.jsa");
            train(folder, archive, options);
            if (Files.exists(archive)) { // else every start takes longer
                options.add("-XX:SharedArchiveFile=" + archive);
            }
            return List.copyOf(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while classes were archived", e);
        }
    }

    private static void train(Path folder, Path archive, List<String> options)
            throws IOException, InterruptedException {
        Path root = folder.resolve("query");
        Files.writeString(Files.createDirectories(root.resolve("in")).resolve("1.txt"), "key value\n");
        Files.createDirectories(root.resolve("local"));
        List<String> command = new ArrayList<>();
        command.add(CountingProcess.java());
        command.addAll(options);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, CountingQuery.class.getName()));
        command.addAll(List.of(root.toString(), CountingQuery.ALL_SINKS, "MEMORY"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("drain\n".getBytes(UTF_8));
            in.flush();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("a counting query failed: " + Files.readString(folder.resolve("output")));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The class path with a jar in place of each folder: folders cannot be archived. */
    private static String jars(Path folder) throws IOException {
        List<String> jars = new ArrayList<>();
        String[] parts = System.getProperty("java.class.path").split(File.pathSeparator);
        for (String part : new LinkedHashSet<>(List.of(parts))) {
            Path path = Path.of(part);
            if (Files.isDirectory(path)) {
                jars.add(jar(path, folder.resolve(jars.size() + ".jar")).toString());
            } else if (part.endsWith(".jar")) {
                jars.add(part);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            out.setLevel(0);
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            System.err.println(folder + " is left behind: " + e);
        }
    }
}
