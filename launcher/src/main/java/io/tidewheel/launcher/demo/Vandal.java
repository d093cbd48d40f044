package io.tidewheel.launcher.demo;

import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.event.EngineEvent.StageEnded;
import io.tidewheel.engine.event.EngineListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Deletes files of a session while it works, as a failing disk would. */
final class Vandal implements EngineListener {
    private final Path folder;
    private final Set<Path> spared = new TreeSet<>();
    private final List<String> deleted = new ArrayList<>();

    /** @param folder where the session keeps its files */
    Vandal(Path folder) {
        this.folder = folder;
    }

    /** Deletes one of the files there are now; of those that come later, one more when a stage ends. */
    synchronized void begin() {
        Set<Path> there = files();
        there.stream().findFirst().ifPresent(file -> delete(file, "a cached block"));
        spared.addAll(there);
    }

    @Override
    public synchronized void on(EngineEvent event) {
        if (event instanceof StageEnded && !spared.isEmpty() && deleted.size() < 2) {
            Set<Path> fresh = files();
            fresh.removeAll(spared);
            fresh.stream().findFirst().ifPresent(file -> delete(file, "a spilled output of the stage before"));
        }
    }

    /** What was deleted. */
    synchronized List<String> deleted() {
        return List.copyOf(deleted);
    }

    private void delete(Path file, String what) {
        try {
            long bytes = Files.size(file);
            Files.delete(file);
            deleted.add(what + " (" + file.getFileName() + ", " + bytes + " bytes)");
        } catch (IOException gone) {
            throw new UncheckedIOException("deleting " + file, gone);
        }
    }

    private Set<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).collect(java.util.stream.Collectors.toCollection(TreeSet::new));
        } catch (IOException gone) {
            throw new UncheckedIOException("listing " + folder, gone);
        }
    }
}
