package io.tidewheel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints its arguments line by line; after "--hang" it waits for ever, after "--fail" it exits with 3. */
final class FakeProgram {
    private FakeProgram() {}

    public static void main(String[] lines) throws InterruptedException {
        for (String line : lines) {
            if (line.equals("--hang")) {
                Thread.currentThread().join();
            } else if (line.equals("--fail")) {
                System.exit(3);
            }
            System.out.println(line);
        }
    }

    static Program printing(Path directory, boolean endEarly, String... lines) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                FakeProgram.class.getName()));
        command.addAll(List.of(lines));
        return new Program("fake", command, directory, endEarly);
    }
}
