package io.tidewheel.junit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often this process has each file open, by path. What the JVM opens for itself (its own files, jars, libraries)
 * and what is no file (sockets, pipes, devices) is left out. Knows nothing where there is no {@code /proc}.
 */
record OpenFiles(Map<String, Integer> handles) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String JAVA_HOME = System.getProperty("java.home", "/");

    static OpenFiles now() throws IOException {
        Map<String, Integer> handles = new TreeMap<>();
        if (Files.isDirectory(DESCRIPTORS)) {
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
                for (Path descriptor : descriptors) {
                    count(descriptor, handles);
                }
            }
        }
        return new OpenFiles(handles);
    }

    /** The files that are open more often than they were. */
    List<String> leakedSince(OpenFiles before) {
        List<String> leaked = new ArrayList<>();
        handles.forEach((file, count) -> {
            int more = count - before.handles.getOrDefault(file, 0);
            if (more > 0) {
                leaked.add(more == 1 ? file : file + " (" + more + " times)");
            }
        });
        return leaked;
    }

    private static void count(Path descriptor, Map<String, Integer> handles) throws IOException {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (isOfInterest(target)) {
                handles.merge(target, 1, Integer::sum);
            }
        } catch (NoSuchFileException e) {
            // Closed since the listing, as the descriptor of the listing itself always is: not open now.
        }
    }

    private static boolean isOfInterest(String target) {
        return target.startsWith("/")
                && !target.startsWith("/dev/")
                && !target.startsWith("/proc/")
                && !target.startsWith("/sys/")
                && !target.startsWith(JAVA_HOME)
                && !target.endsWith(".jar")
                && !target.contains(".so");
    }
}
