package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** Checkpoints on simulated disks. */
final class Disks {
    static final String CHECKPOINT = "/checkpoint";
    static final CheckpointOptions SMALL = new CheckpointOptions(false, 2, 8 << 10);

    private Disks() {}

    static Checkpoint open(Storage storage) throws IOException {
        return Checkpoint.open(storage, CHECKPOINT, SMALL, Clock.SYSTEM);
    }

    static Checkpoint takeOver(Storage storage) throws IOException {
        return Checkpoint.open(storage, CHECKPOINT, SMALL.withTakeOver(true), Clock.SYSTEM);
    }

    /** All files of a checkpoint, by path. */
    static Map<String, byte[]> files(Storage storage) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        collect(storage, CHECKPOINT, files);
        return files;
    }

    private static void collect(Storage storage, String directory, Map<String, byte[]> files) throws IOException {
        for (StoredFile file : storage.list(directory)) {
            if (file.directory()) {
                collect(storage, file.path(), files);
            } else {
                try (InputStream in = storage.open(file.path(), 0)) {
                    files.put(file.path(), in.readAllBytes());
                }
            }
        }
    }

    /** A disk with these files. */
    static SimulatedDisk with(Map<String, byte[]> files) throws IOException {
        return with(SimulatedDisk.Kind.LOCAL, files);
    }

    static SimulatedDisk with(SimulatedDisk.Kind kind, Map<String, byte[]> files) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            disk.createDirectories(Storage.parent(file.getKey()).orElseThrow());
            try (StorageOutput out = disk.create(file.getKey())) {
                out.write(file.getValue());
                out.sync();
            }
        }
        for (String name : new String[] {"epochs", "journal", "files"}) {
            disk.createDirectories(Storage.child(CHECKPOINT, name));
        }
        return disk;
    }
}
