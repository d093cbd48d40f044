package io.tidewheel.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The threads of this process that somebody started, without those the JVM and the test runner keep for themselves. */
record LiveThreads(Set<Thread> threads) {
    private static final Pattern NOT_OURS =
            Pattern.compile("ForkJoinPool\\.commonPool-.*|CompletableFutureDelayScheduler"
                    + "|process reaper.*|Cleaner-\\d+|Keep-Alive-Timer|Attach Listener|surefire-.*|junit-.*|JUnit.*"
                    + "|(C[12] CompilerThread|RMI |JMX ).*");

    /** How long a thread that is about to end may take; a session that is closed has no reason to linger. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    static LiveThreads now() {
        Set<Thread> threads = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!isTheJvms(thread)) {
                threads.add(thread);
            }
        }
        return new LiveThreads(threads);
    }

    /** The threads that were not there before and do not end, each with where it is. */
    List<String> leakedSince(LiveThreads before, List<String> allowedPrefixes) throws InterruptedException {
        List<String> leaked = new ArrayList<>();
        for (Thread thread : threads) {
            if (before.threads.contains(thread) || isAllowed(thread, allowedPrefixes)) {
                continue;
            }
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                leaked.add(describe(thread));
            }
        }
        return leaked;
    }

    private static String describe(Thread thread) {
        StackTraceElement[] frames = thread.getStackTrace();
        String place = frames.length == 0 ? "nowhere" : frames[0].toString();
        return "\"" + thread.getName() + "\" " + thread.getState() + " at " + place;
    }

    private static boolean isAllowed(Thread thread, List<String> prefixes) {
        return prefixes.stream().anyMatch(prefix -> thread.getName().startsWith(prefix));
    }

    private static boolean isTheJvms(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        boolean ended = group == null;
        return ended
                || group.getName().equals("system")
                || group.getName().equals("InnocuousThreadGroup")
                || NOT_OURS.matcher(thread.getName()).matches();
    }
}
