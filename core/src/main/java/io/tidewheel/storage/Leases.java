package io.tidewheel.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LeaseRecoverable;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.ipc.RemoteException;

/** Who may append to a file of HDFS. */
final class Leases {
    private static final long ASK_AGAIN_MILLIS = 30_000;
    private static final long LONGEST_MILLIS = 180_000;

    /** Its class is the name node's: clients do not have it. */
    private static final String RECOVERY_IN_PROGRESS = "org.apache.hadoop.hdfs.protocol.RecoveryInProgressException";

    private final FileSystem fs;
    private final LeaseRecoverable leases;
    private final Retries waits;

    Leases(FileSystem fs, LeaseRecoverable leases, Retries waits) {
        this.fs = fs;
        this.leases = leases;
        this.waits = waits;
    }

    /**
     * Ends the lease, and waits until the data nodes agree on the length. Asking too often would begin their work anew.
     */
    void end(Path path) throws IOException {
        long start = waits.nowMillis();
        long asked = start - ASK_AGAIN_MILLIS;
        for (int attempt = 0; !leases.isFileClosed(path); attempt++) {
            long now = waits.nowMillis();
            if (now - asked >= ASK_AGAIN_MILLIS) {
                asked = now;
                if (leases.recoverLease(path)) {
                    return;
                }
            }
            if (now - start >= LONGEST_MILLIS) {
                throw new IOException("the lease of " + path + " could not be recovered within "
                        + LONGEST_MILLIS / 1000 + " s: its data nodes do not agree on its length; look whether "
                        + "they run, and try again");
            }
            waits.pause(Math.min(attempt, 3));
        }
    }

    /**
     * Whether the lease is held and was renewed within HDFS's soft limit, a minute. Only who asks to append is told; a
     * file that nobody holds is given back at once.
     */
    boolean isHeld(Path path) throws IOException {
        if (leases.isFileClosed(path)) {
            return false;
        }
        try {
            fs.append(path).close();
            return false;
        } catch (RemoteException e) {
            if (e.getClassName().equals(AlreadyBeingCreatedException.class.getName())) {
                return true;
            }
            if (e.getClassName().equals(RECOVERY_IN_PROGRESS)) {
                return false;
            }
            throw e;
        }
    }
}
