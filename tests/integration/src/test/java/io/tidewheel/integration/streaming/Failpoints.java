package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.integration.SourceTree;
import io.tidewheel.streaming.StateKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ends a counting query at each named place of the code, one life after the other. */
final class Failpoints {
    private static final Pattern HIT = Pattern.compile("Failpoint\\.hit\\(\"([^\"]+)\"\\)");
    private static final int FILES = 5; // three batches

    private Failpoints() {}

    /** Every name in the code, in order. */
    static Set<String> all() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("checkpoint", "streaming", "connectors/files")) {
            try (Stream<Path> sources =
                    Files.walk(SourceTree.root().resolve(module).resolve("src/main/java"))) {
                sources.filter(source -> source.toString().endsWith(".java")).forEach(source -> {
                    Matcher hit = HIT.matcher(text(source));
                    while (hit.find()) {
                        names.add(hit.group(1));
                    }
                });
            }
        }
        return names;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if a query with these sinks never comes there. */
    static boolean isElsewhere(String failpoint, String sinks) {
        return switch (failpoint) {
            case "after-prepared", "after-ledger-commit" -> !sinks.contains("ledger");
            default -> failpoint.startsWith("sink-") && !sinks.contains("files");
        };
    }

    /**
     * Halts at each of the places, and then lets the query end.
     *
     * @param states one for each place, in turn
     * @param folder empty; not deleted
     * @return those that were not reached
     */
    static List<String> run(Path folder, String sinks, List<StateKind> states, Set<String> places)
            throws IOException, InterruptedException {
        Chaos chaos = new Chaos(folder, sinks);
        List<String> notReached = new ArrayList<>();
        int life = 0;
        for (String place : places) {
            if (isElsewhere(place, sinks)) {
                continue;
            }
            StateKind state = states.get(life % states.size());
            boolean reached = halts(chaos, place, state);
            if (!reached) {
                reached = halts(chaos, place, state); // a batch that was left open hides the plan of one
            }
            if (!reached) {
                notReached.add(place);
            }
            life++;
        }
        chaos.finish(StateKind.DISK);
        return notReached;
    }

    private static boolean halts(Chaos chaos, String place, StateKind state) throws IOException, InterruptedException {
        for (int file = 0; file < FILES; file++) {
            chaos.addFile();
        }
        if (place.equals("after-state-file")) {
            chaos.addLargeFile();
        }
        try (CountingProcess process =
                chaos.start(state, "-Dtidewheel.failpoint=" + place + ":halt:1").drain()) {
            int code = process.awaitExit();
            assertThat(code).as("%s with %s: %s", place, state, process.err()).isIn(0, CountingProcess.KILLED);
            chaos.check(process);
            return code == CountingProcess.KILLED;
        } catch (AssertionError e) {
            throw new AssertionError(place + " with " + state + ": " + e.getMessage(), e);
        }
    }
}
