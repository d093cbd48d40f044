package io.tidewheel.checkpoint.state;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What a store consists of for a while. Its runs stay as long as somebody uses it. */
final class DiskView {
    private final DiskMemtable memtable;
    private final List<DiskRun> runs; // the newest first
    private final AtomicInteger users = new AtomicInteger(1);

    DiskView(DiskMemtable memtable, List<DiskRun> runs) {
        this.memtable = memtable;
        this.runs = List.copyOf(runs);
        this.runs.forEach(DiskRun::retain);
    }

    DiskMemtable memtable() {
        return memtable;
    }

    List<DiskRun> runs() {
        return runs;
    }

    /** False if it is too late: another view has taken its place. */
    boolean retain() {
        for (int now = users.get(); now > 0; now = users.get()) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    void release() throws IOException {
        if (users.decrementAndGet() == 0) {
            for (DiskRun run : runs) {
                run.release();
            }
        }
    }
}
