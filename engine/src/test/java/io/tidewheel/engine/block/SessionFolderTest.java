package io.tidewheel.engine.block;

import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SessionFolderTest {
    @TempDir
    Path base;

    private void makeAndRemove() throws IOException {
        SessionFolder.create(base).remove();
    }

    private Path abandoned() throws IOException {
        Path folder = Files.createDirectory(base.resolve("tidewheel-17"));
        Files.createFile(folder.resolve("lock"));
        Files.createFile(Files.createDirectory(folder.resolve("state")).resolve("LOG"));
        Files.createFile(folder.resolve("spill"));
        return folder;
    }

    @Test
    void when_aSessionWasKilled_then_theNextOneRemovesItsFolder() throws IOException {
        abandoned();
        makeAndRemove();
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void when_anOwnerOrRemoverWasKilledAtTheEdge_then_theEmptyFolderGoesToo() throws IOException {
        Files.createDirectory(base.resolve("tidewheel-18"));
        makeAndRemove();
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void when_aFolderIsSomebodyElses_then_itStays() throws IOException {
        Path named = Files.createDirectory(base.resolve("tidewheel-demo-18"));
        Path full = Files.createDirectory(base.resolve("tidewheel-19"));
        Files.createFile(full.resolve("a"));
        SessionFolder living = SessionFolder.create(base);
        makeAndRemove();
        assertThat(base).isDirectoryContaining(named::equals).isDirectoryContaining(full::equals);
        assertThat(living.path()).exists();
        living.remove();
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere the events of a folder may come in another order
    void when_aFolderIsRemoved_then_theLockGoesLastSoThatTheRemoverMayBeKilled() throws Exception {
        Path folder = abandoned();
        List<String> deleted = new ArrayList<>();
        try (WatchService watch = base.getFileSystem().newWatchService()) {
            folder.register(watch, ENTRY_DELETE);
            makeAndRemove();
            WatchKey key;
            do {
                key = watch.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    deleted.add(String.valueOf(event.context()));
                }
            } while (key.reset()); // until the folder itself is gone
        }
        assertThat(deleted).contains("state", "spill").endsWith("lock");
    }
}
