package io.tidewheel.connectors.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a query when a file appears in a directory of its source, so that it need not look all the time. Only on disks of
 * this machine under Linux, which tells of every change to them; elsewhere, and when too much is watched already, it sees
 * nothing and says so.
 */
final class DirectoryWatch implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

    /** What others change on disks of other kinds, such as nfs, nobody tells. */
    private static final Set<String> OF_THIS_MACHINE =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "overlay");

    private final String source;
    private final @Nullable Path root; // null if it is not local
    private final Runnable wake;
    // by the query's thread:
    private @Nullable WatchService service;
    private @Nullable Thread thread;
    private boolean isAsked; // for the first time, which opens it: many sources are read to their end and closed
    private boolean isBlind;
    private boolean isWatching; // a directory at least

    /** @param root of all directories that will be watched; null if they are not local */
    DirectoryWatch(String source, @Nullable Path root, Runnable wake) {
        this.source = source;
        this.root = root;
        this.wake = wake;
    }

    /** True if files that appear in any directory will wake the query. False at first, until the next look. */
    boolean sees() {
        if (!isAsked) {
            isAsked = true;
            open();
        }
        return isWatching && !isBlind;
    }

    /** True if it must be shown the directories before it can see anything. */
    boolean lacksDirectories() {
        return service != null && !isWatching && !isBlind;
    }

    private void open() {
        try {
            boolean isTold = root != null
                    && System.getProperty("os.name").equals("Linux")
                    && OF_THIS_MACHINE.contains(Files.getFileStore(root).type());
            if (!isTold) {
                isBlind = true;
                return;
            }
            WatchService opened = FileSystems.getDefault().newWatchService();
            Thread watching = new Thread(() -> watch(opened), "tidewheel-watch-" + source);
            watching.setDaemon(true);
            watching.start();
            service = opened;
            thread = watching;
        } catch (IOException e) {
            blind(e);
        }
    }

    private void blind(IOException why) {
        isBlind = true;
        log.debug("source '{}' looks for files every now and then, because nobody tells of them: {}", source, why);
    }

    /** Shown each directory before it is read: from then on files that appear there wake the query. */
    void add(Path directory) {
        WatchService watching = service;
        if (watching == null || isBlind) {
            return;
        }
        try {
            directory.register(watching, StandardWatchEventKinds.ENTRY_CREATE); // a second time does nothing
            isWatching = true;
        } catch (IOException e) {
            blind(e);
        }
    }

    private void watch(WatchService watching) {
        try {
            while (true) {
                WatchKey key = watching.take();
                key.pollEvents();
                key.reset();
                wake.run();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            log.trace("source '{}' was closed", source);
        }
    }

    @Override
    public void close() throws IOException {
        WatchService open = service;
        Thread watching = thread;
        if (open != null) {
            open.close();
        }
        if (watching != null) {
            try {
                watching.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
