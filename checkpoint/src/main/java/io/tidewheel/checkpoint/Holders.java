package io.tidewheel.checkpoint;

import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells which holders of checkpoints live, as far as this process can know. Thread-safe. */
final class Holders {
    private static final long START_TOLERANCE_MILLIS = 2_000; // systems count it from a boot time that they correct
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<Long> HERE = ConcurrentHashMap.newKeySet(); // nonces of what this process has open

    private Holders() {}

    /** A claim of this process that lives until {@link #gone}. */
    static Claim here(Clock clock) {
        ProcessHandle self = ProcessHandle.current();
        Claim claim = new Claim(host(), self.pid(), startMillis(self), RANDOM.nextLong(), clock.epochMillis());
        HERE.add(claim.nonce());
        return claim;
    }

    static void gone(Claim claim) {
        HERE.remove(claim.nonce());
    }

    /** Whether the holder is, or was, on this host, so that {@link #lives} can tell. */
    static boolean isHere(Claim claim) {
        return claim.host().equals(host());
    }

    static boolean lives(Claim claim) {
        if (HERE.contains(claim.nonce())) {
            return true;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(claim.pid()).filter(ProcessHandle::isAlive);
        return process.isPresent()
                && claim.pid() != ProcessHandle.current().pid()
                && Math.abs(startMillis(process.get()) - claim.processStart()) <= START_TOLERANCE_MILLIS
                && hasMemory(process.get());
    }

    /**
     * False if nothing of the process can run any more: it was killed and still gives back its memory, or its parent has
     * not asked yet how it ended.
     */
    private static boolean hasMemory(ProcessHandle process) {
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        if (!Files.isDirectory(threads)) {
            return process.isAlive(); // it has gone meanwhile, or the system is none that tells
        }
        try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
            for (Path thread : each) {
                if (hasMemory(thread)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return process.isAlive(); // nobody may look
        }
    }

    /** A thread has all the memory of its process, or none any more. */
    private static boolean hasMemory(Path thread) throws IOException {
        try {
            return !Files.readString(thread.resolve("statm"), StandardCharsets.US_ASCII)
                    .startsWith("0 ");
        } catch (IOException e) {
            if (Files.exists(thread)) {
                throw e;
            }
            return false; // it has ended meanwhile
        }
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The name of this machine or container; never asks a name server, which may take its time. */
    private static String host() {
        return Host.NAME;
    }

    private static final class Host {
        static final String NAME = name();

        private static String name() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.UTF_8)
                        .strip();
            } catch (IOException e) {
                return Optional.ofNullable(System.getenv("HOSTNAME"))
                        .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                        .orElse("localhost");
            }
        }
    }
}
