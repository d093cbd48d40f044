package io.tidewheel.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoragesTest {
    @TempDir
    Path folder;

    /** What a child JVM does: lists the paths that it is given, and prints what came of it. */
    static final class ListsPaths {
        public static void main(String[] args) {
            for (String path : args) {
                try {
                    System.out.println(InputFiles.list(Storages.DEFAULT, path));
                } catch (TidewheelException e) {
                    System.out.println(e.kind() + ": " + e.getMessage());
                }
            }
        }
    }

    private static List<String> child(List<String> options, String classPath, String... paths) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, ListsPaths.class.getName()));
        command.addAll(List.of(paths));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    @Test
    void when_pathIsLocal_then_noHadoopClassIsLoaded() throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "x");
        List<String> output = child(
                List.of("-Xlog:class+load:stdout"),
                System.getProperty("java.class.path"),
                file.toString(),
                folder.toString(),
                file.toUri().toString());
        assertThat(output).anyMatch(line -> line.contains("io.tidewheel.storage.LocalStorage"));
        assertThat(output).anyMatch(line -> line.startsWith("[StoredFile[path=" + file));
        assertThat(output).noneMatch(line -> line.contains("org.apache.hadoop"));
    }

    @Test
    void when_hadoopIsMissing_then_errorSaysWhatToAdd() throws Exception {
        String classPath = String.join(
                System.getProperty("path.separator"),
                Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                        .filter(entry -> !entry.contains("hadoop"))
                        .toList());
        assertThat(child(List.of(), classPath, "hdfs://host:8020/a.txt", "s3a://bucket/*.txt"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("CONFIGURATION: "))
                .allMatch(line -> line.endsWith("add io.tidewheel:tidewheel-hadoop"))
                .anyMatch(line -> line.contains("hdfs://host:8020/a.txt is not on the local disk"));
    }

    @Test
    void when_confDirIsGiven_then_itsSettingsReachHadoopBelowThoseOfTheSession() throws IOException {
        write("core-site.xml", property("fs.nosuch.impl", "com.example.Missing") + property("a", "from file"));
        Storages files = new Storages(Map.of(), folder.toString());
        assertThatThrownBy(() -> files.of("nosuch://host/a"))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("com.example.Missing");
        Storages both = new Storages(Map.of("fs.nosuch.impl", "com.example.Other"), folder.toString());
        assertThatThrownBy(() -> both.of("nosuch://host/a")).hasMessageContaining("com.example.Other");
        assertThat(HadoopConf.read(folder)).containsEntry("a", "from file");
    }

    @Test
    void when_confFileHoldsAnEntity_then_itIsRefused() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cr3t");
        Files.writeString(
                folder.resolve("hdfs-site.xml"),
                "<?xml version=\"1.0\"?><!DOCTYPE c [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                        + "<configuration><property><name>a</name><value>&x;</value></property></configuration>");
        assertThatThrownBy(() -> HadoopConf.read(folder))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("hdfs-site.xml")
                .hasMessageContaining("DOCTYPE")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void when_confFileIsNoXml_then_errorNamesIt() throws IOException {
        Files.writeString(folder.resolve("core-site.xml"), "<configuration><property>");
        assertThatThrownBy(() -> HadoopConf.read(folder)).hasMessageContaining("core-site.xml cannot be read");
        assertThatThrownBy(() -> HadoopConf.read(folder.resolve("no"))).hasMessageContaining("HADOOP_CONF_DIR");
    }

    private void write(String name, String properties) throws IOException {
        Files.writeString(
                folder.resolve(name), "<?xml version=\"1.0\"?><configuration>" + properties + "</configuration>");
    }

    private static String property(String name, String value) {
        return "<property><name>" + name + "</name><value>" + value + "</value><final>true</final></property>";
    }
}
