package io.tidewheel.batch.file;

import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names of staging directories: hidden, unique, and telling which process they belong to. */
final class Staging {
    private static final Logger log = LoggerFactory.getLogger(Staging.class);

    // <8 random hex digits>.<pid>.<start of the process, millis>.<host>
    private static final Pattern OWNER = Pattern.compile("[0-9a-f]{8}\\.([0-9]+)\\.([0-9]+)\\.(.+)");

    private Staging() {}

    static String name(String target) {
        ProcessHandle self = ProcessHandle.current();
        return prefix(target) + UUID.randomUUID().toString().substring(0, 8) + "." + self.pid() + "."
                + startMillis(self) + "." + host();
    }

    private static String prefix(String target) {
        return "_temporary-" + target + "-";
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown"; // never taken for dead, see isDead
        }
    }

    /** Removes what processes of this host left behind that are no more; says of others that they are there. */
    static void removeAbandoned(Storage storage, String parent, String target) throws IOException {
        for (StoredFile entry : storage.list(parent)) {
            if (!entry.directory() || !entry.name().startsWith(prefix(target))) {
                continue;
            }
            Matcher owner = OWNER.matcher(entry.name().substring(prefix(target).length()));
            if (!owner.matches()) {
                continue; // belongs to a target with a longer name
            }
            if (isDead(owner)) {
                log.info("removing {}, left by a save that process {} did not finish", entry.path(), owner.group(1));
                storage.delete(entry.path());
            } else if (!owner.group(1)
                    .equals(Long.toString(ProcessHandle.current().pid()))) {
                log.warn(
                        "{} belongs to a save by process {} on {}; if that process is dead, delete it",
                        entry.path(),
                        owner.group(1),
                        owner.group(3));
            }
        }
    }

    private static boolean isDead(Matcher owner) {
        String host = host();
        if (host.equals("unknown") || !owner.group(3).equals(host)) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner.group(1)));
        return process.isEmpty() || startMillis(process.get()) != Long.parseLong(owner.group(2));
    }
}
