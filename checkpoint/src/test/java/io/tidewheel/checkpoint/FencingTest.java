package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever an old holder does while a new one takes over, there is one history. */
class FencingTest {
    @TempDir
    private Path temporary;

    /** True if the commit counts for whoever made it. */
    private static boolean commits(Checkpoint checkpoint) {
        return appends(checkpoint, List.of(committed(0), planned(1)));
    }

    private static boolean appends(Checkpoint checkpoint, List<JournalRecord> records) {
        try {
            checkpoint.append(records);
            return true;
        } catch (TidewheelException e) {
            if (e.kind() == Kind.RESOURCE) {
                assertThat(e).hasMessageContaining("takes no more records"); // HDFS: the lease was taken before
                return false;
            }
            assertThat(e.kind()).isEqualTo(Kind.FENCED);
            assertThat(e)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " on host ");
            return false;
        } catch (IOException e) {
            assertThat(e).isInstanceOf(UnknownOutcomeException.class); // HDFS: the lease was taken
            return false;
        }
    }

    private static Checkpoint started(SimulatedDisk disk) throws IOException {
        Checkpoint checkpoint = Disks.open(disk);
        checkpoint.append(List.of(STARTED, planned(0)));
        return checkpoint;
    }

    private static void verifyOneHistory(SimulatedDisk disk, Optional<Committed> seen) throws IOException {
        try (Checkpoint later = Disks.takeOver(disk.newProcess())) {
            assertThat(later.history().lastCommitted()).isEqualTo(seen);
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_epochsComeAndGoWhileTheNewestIsLookedFor_then_noNumberIsUsedTwice(SimulatedDisk.Kind kind)
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        started(disk).close();
        for (int opening = 2; opening <= 22; opening++) {
            Disks.takeOver(disk.newProcess()).close();
        }
        SimulatedDisk slow = disk.newProcess();
        slow.faults(call -> {
            if (call.path().endsWith("epochs/0000000020") && !call.path().contains("closed")) {
                slow.faults(FaultPlan.NONE);
                for (int opening = 23; opening <= 24; opening++) { // 20 leads to 22, and is not on the way to 24
                    openAndPurge(disk.newProcess());
                }
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> Disks.takeOver(slow))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("as epoch 24")
                .extracting(e -> ((TidewheelException) e).kind())
                .isEqualTo(Kind.FENCED);
        try (Checkpoint next = Disks.takeOver(disk.newProcess())) {
            assertThat(next.epoch()).isEqualTo(25);
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_theHolderIsTakenOverAndPurgedWhileAStartAsksForIt_then_theStartIsFenced(SimulatedDisk.Kind kind)
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        try (Checkpoint holder = started(disk)) {
            SimulatedDisk slow = disk.newProcess();
            slow.faults(call -> {
                if (call.path().endsWith("epochs/000000000" + holder.epoch() + ".closed")) {
                    slow.faults(FaultPlan.NONE);
                    openAndPurge(disk.newProcess());
                }
                return Fault.NONE;
            });

            assertThatThrownBy(() -> Disks.open(slow))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("as epoch 2")
                    .extracting(e -> ((TidewheelException) e).kind())
                    .isEqualTo(Kind.FENCED);
        }
    }

    /** Hosts of one name, such as containers, cannot tell whether each other's processes live. */
    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_theClaimsAfterALivingHolderArePurged_then_itIsFencedAllTheSame(SimulatedDisk.Kind kind)
            throws IOException {
        for (int before = 0; before < 9; before++) {
            SimulatedDisk disk = new SimulatedDisk(kind, 1);
            for (int opening = 0; opening < before; opening++) {
                Disks.open(disk.newProcess()).close();
            }
            try (Checkpoint zombie = started(disk)) {
                takeForDead(disk, zombie.epoch());
                for (int opening = 0; opening < 9; opening++) {
                    openAndPurge(disk.newProcess());
                    assertThatThrownBy(zombie::look)
                            .as("epoch %s, %s later", zombie.epoch(), opening + 1)
                            .hasMessageContaining("as epoch " + (zombie.epoch() + opening + 1));
                }
                assertThat(appends(zombie, List.of(STARTED))).isFalse();
            }
        }
    }

    @Test
    void when_aListingLacksTheClaimOfALivingHolder_then_theOneThatFencesItStays() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        for (int before = 1; before < 5; before++) {
            Disks.open(disk.newProcess()).close();
        }
        try (Checkpoint zombie = Disks.takeOver(disk.newProcess())) {
            for (int later = 6; later < 9; later++) {
                Disks.takeOver(disk.newProcess()).close();
            }
            new Epochs(without("0000000005", disk), Disks.CHECKPOINT).purge(8);
            assertThatThrownBy(zombie::look).hasMessageContaining("as epoch 8");

            new Epochs(disk, Disks.CHECKPOINT).purge(8);
            assertThatThrownBy(zombie::look).hasMessageContaining("as epoch 8");
            assertThat(disk.stat("/checkpoint/epochs/0000000006")).isEmpty();
        }
    }

    /** A storage whose listings do not show a name. */
    private static Storage without(String name, Storage storage) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        return storage.list((String) arguments[0]).stream()
                                .filter(file -> !file.name().equals(name))
                                .toList();
                    }
                    return method.invoke(storage, arguments);
                });
    }

    private static void takeForDead(SimulatedDisk disk, long epoch) throws IOException {
        String path = String.format(Locale.ROOT, "/checkpoint/epochs/%010d", epoch);
        Claim claim = Claim.decode(path, disk.contents(path));
        Claim other = new Claim(
                claim.host(), claim.pid(), claim.processStart() - 60_000, claim.nonce() + 1, claim.claimedMillis());
        disk.replace(path, other.encoded());
    }

    private static void openAndPurge(SimulatedDisk disk) {
        try (Checkpoint checkpoint = Disks.takeOver(disk)) {
            checkpoint.purge();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_theOldHolderAppendsAtAnyMomentOfATakeOver_then_itCountsForBothOrForNeither(SimulatedDisk.Kind kind)
            throws IOException {
        long calls = callsOfTakeOver(kind);
        for (long moment = 1; moment <= calls; moment++) {
            SimulatedDisk disk = new SimulatedDisk(kind, moment);
            SimulatedDisk other = disk.newProcess();
            try (Checkpoint zombie = started(disk)) {
                boolean[] counts = new boolean[1];
                long at = moment;
                other.faults(call -> {
                    if (call.number() == at) {
                        counts[0] = commits(zombie);
                    }
                    return Fault.NONE;
                });
                try (Checkpoint next = Disks.takeOver(other)) {
                    Optional<Committed> seen = next.history().lastCommitted();
                    if (counts[0]) {
                        assertThat(seen).as("moment %s", moment).isPresent();
                    }
                    assertThat(appends(zombie, List.of(STARTED))).isFalse();
                    verifyOneHistory(disk, seen);
                }
            }
        }
    }

    private static long callsOfTakeOver(SimulatedDisk.Kind kind) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        SimulatedDisk other = disk.newProcess();
        try (Checkpoint zombie = started(disk);
                Checkpoint next = Disks.takeOver(other)) {
            assertThat(next.epoch()).isGreaterThan(zombie.epoch());
            return other.calls();
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_anotherTakesOverAtAnyMomentOfAnAppend_then_itCountsForBothOrForNeither(SimulatedDisk.Kind kind)
            throws IOException {
        boolean more = true;
        for (long moment = 1; more; moment++) {
            SimulatedDisk disk = new SimulatedDisk(kind, moment);
            Checkpoint zombie = started(disk);
            Checkpoint[] next = new Checkpoint[1];
            long at = disk.calls() + moment;
            disk.faults(call -> {
                if (call.number() == at) {
                    next[0] = opened(disk);
                }
                return Fault.NONE;
            });
            boolean counts = commits(zombie);
            more = next[0] != null;
            if (more) {
                Optional<Committed> seen = next[0].history().lastCommitted();
                if (counts) {
                    assertThat(seen).as("moment %s", moment).isPresent();
                }
                verifyOneHistory(disk, seen);
                next[0].close();
            }
            disk.faults(call -> Fault.NONE);
            zombie.close();
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_anotherStartsAtAnyMomentOfTheFirstStart_then_oneOfThemHasIt(SimulatedDisk.Kind kind) throws IOException {
        boolean more = true;
        for (long moment = 1; more; moment++) {
            SimulatedDisk disk = new SimulatedDisk(kind, moment);
            SimulatedDisk slow = disk.newProcess();
            Checkpoint[] other = new Checkpoint[1];
            long at = moment;
            slow.faults(call -> {
                if (call.number() == at) {
                    other[0] = opened(disk);
                }
                return Fault.NONE;
            });
            int holders = 0;
            try (Checkpoint first = Disks.takeOver(slow)) {
                slow.faults(FaultPlan.NONE);
                holders += appends(first, List.of(STARTED)) ? 1 : 0;
            } catch (TidewheelException e) {
                assertThat(e.kind()).as("moment %s", moment).isEqualTo(Kind.FENCED);
            }
            more = other[0] != null;
            if (more) {
                holders += appends(other[0], List.of(STARTED)) ? 1 : 0;
                other[0].close();
            }
            assertThat(holders).as("moment %s", moment).isEqualTo(1);
        }
    }

    private static Checkpoint opened(SimulatedDisk disk) {
        try {
            return Disks.takeOver(disk.newProcess());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void when_twoStartAtOnce_then_oneWinsAndTheOtherNamesIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int race = 0; race < 100; race++) {
                String directory = temporary.resolve("race-" + race % 10).toString();
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Optional<Checkpoint>> one = threads.submit(() -> race(directory, start));
                Future<Optional<Checkpoint>> two = threads.submit(() -> race(directory, start));
                assertThat(winners(one, two)).as("race %s", race).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Optional<Checkpoint> race(String directory, CyclicBarrier start) throws Exception {
        Storage storage = Storages.DEFAULT.of(directory);
        start.await();
        try {
            return Optional.of(Checkpoint.open(storage, directory, CheckpointOptions.DEFAULT, Clock.SYSTEM));
        } catch (TidewheelException e) {
            assertThat(e.kind()).isEqualTo(Kind.FENCED);
            assertThat(e)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " on host ")
                    .hasMessageContaining("started at ");
            return Optional.empty();
        }
    }

    @SafeVarargs
    private static int winners(Future<Optional<Checkpoint>>... racers)
            throws IOException, InterruptedException, ExecutionException {
        int winners = 0;
        for (Future<Optional<Checkpoint>> racer : racers) {
            Optional<Checkpoint> won = racer.get();
            winners += won.isPresent() ? 1 : 0;
        }
        for (Future<Optional<Checkpoint>> racer : racers) {
            if (racer.get().isPresent()) {
                racer.get().get().close();
            }
        }
        return winners;
    }
}
