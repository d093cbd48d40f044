package io.tidewheel.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Makes jars of classes whose source the test holds. */
final class TestJar {
    private TestJar() {}

    /** @param sources file names such as {@code app/Job.java}, each followed by its text */
    static Path make(Path folder, String name, String mainClass, String... sources) throws IOException {
        Path work = Files.createTempDirectory(folder, name);
        Path classes = Files.createDirectories(work.resolve("classes"));
        List<String> command = new ArrayList<>(
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
        for (int i = 0; i < sources.length; i += 2) {
            Path file = work.resolve(sources[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, sources[i + 1]);
            command.add(file.toString());
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalArgumentException("the sources of " + name + " do not compile");
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!mainClass.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
        return jar;
    }
}
