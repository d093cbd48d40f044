package io.tidewheel.checkpoint.testing;

import io.tidewheel.checkpoint.testing.DiskNames.Node;
import io.tidewheel.checkpoint.testing.SimulatedDisk.Kind;
import io.tidewheel.checkpoint.testing.SimulatedDisk.Loss;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What the processes of a simulated disk share. Guarded by itself. */
final class DiskMedium {
    final Kind kind;
    final DiskNames names = new DiskNames();
    final RecentChanges changes = new RecentChanges();
    private final Random random;
    private final Set<DiskView> living = new LinkedHashSet<>();
    private final Set<DiskFile> leased = new LinkedHashSet<>();
    private long ticks;
    private long powerFailures;

    DiskMedium(Kind kind, long seed) {
        this.kind = kind;
        this.random = new Random(seed);
    }

    synchronized long powerFailures() {
        return powerFailures;
    }

    /** Each file is a millisecond younger than the one before. */
    long tick() {
        return ++ticks;
    }

    /** A name has changed; HDFS and object stores log that before they answer. */
    void named() {
        if (kind != Kind.LOCAL) {
            names.syncAll();
        }
    }

    synchronized void started(DiskView view) {
        living.add(view);
    }

    boolean lives(DiskView view) {
        return living.contains(view);
    }

    void leased(DiskFile file) {
        leased.add(file);
    }

    void released(DiskFile file) {
        leased.remove(file);
    }

    /** The system writes what a dead process gave it; a client of HDFS takes its buffers with it. */
    synchronized void killed(DiskView view) {
        if (living.remove(view)) {
            for (DiskFile file : leased) {
                if (file.writer == view) {
                    file.loseTail(random);
                }
            }
        }
    }

    /** On HDFS only the machine of its clients fails. */
    synchronized void fail(Loss loss) {
        powerFailures++;
        if (kind == Kind.LOCAL) {
            switch (loss) {
                case EVERYTHING -> {
                    names.loseAll();
                    files().forEach(DiskFile::loseAll);
                }
                case SOMETHING -> {
                    names.loseSome(random);
                    files().forEach(file -> file.loseSome(random));
                }
                case NOTHING -> {
                    names.syncAll();
                    files().forEach(DiskFile::sync);
                }
            }
            living.clear();
        } else {
            List.copyOf(living).forEach(this::killed);
        }
    }

    private Set<DiskFile> files() {
        Set<DiskFile> files = new LinkedHashSet<>();
        for (Node node : names.nodes()) {
            if (node.file() != null) {
                files.add(node.file());
            }
        }
        return files;
    }
}
