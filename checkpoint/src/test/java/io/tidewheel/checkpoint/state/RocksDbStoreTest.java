package io.tidewheel.checkpoint.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RocksDbStoreTest extends StateStoreContract {
    private static final long MEMORY = 8L << 20;

    @Override
    StateBackend backend(Path scratch) {
        return RocksDbBackend.open(scratch, MEMORY);
    }

    @Override
    boolean countsExactly() {
        return false;
    }

    @Test
    void when_muchMoreIsWrittenAndReadThanFits_then_memoryStaysWithinItsBudget() {
        try (RocksDbBackend backend = RocksDbBackend.open(directory.resolve("budget"), MEMORY)) {
            StateStore store = backend.create("hits", 16);
            byte[] value = new byte[100];
            long most = 0;
            for (int batch = 0; batch < 30; batch++) {
                StateChanges.Builder changes = new StateChanges.Builder();
                for (int i = 0; i < 10_000; i++) {
                    changes.put(i % 16, ("key " + (batch * 7 + i * 31)).getBytes(UTF_8), value);
                }
                store.apply(batch, changes.build());
                for (int i = 0; i < 2_000; i++) {
                    store.get(i % 16, ("key " + i * 17).getBytes(UTF_8));
                }
                try (StateScan scan = store.scan(batch % 16, ByteKeys.EMPTY, null)) {
                    while (scan.next()) {
                        most = Math.max(most, backend.memoryBytes());
                    }
                }
            }
            assertThat(most).isPositive().isLessThanOrEqualTo(MEMORY);
        }
    }

    @Test
    void when_aStoreOrScanIsUsedAfterItsEnd_then_thatIsAnErrorAndTheProcessLives() {
        RocksDbBackend backend = RocksDbBackend.open(directory.resolve("closed"), MEMORY);
        StateStore store = backend.create("hits", 16);
        StateScan open = store.scan(0, ByteKeys.EMPTY, null);
        backend.close();

        assertThatThrownBy(() -> store.get(0, ByteKeys.EMPTY)).hasMessageContaining("'hits' is closed");
        assertThatThrownBy(() -> store.scan(0, ByteKeys.EMPTY, null)).hasMessageContaining("is closed");
        assertThatThrownBy(() -> store.apply(1, StateChanges.NONE)).hasMessageContaining("is closed");
        assertThatThrownBy(open::next).hasMessageContaining("is closed");
        open.close();
        backend.close();
    }

    @Test
    void when_theDirectoryHoldsSomething_then_itIsRefusedAndKept() throws IOException {
        Path taken = Files.createDirectory(directory.resolve("taken"));
        Files.writeString(taken.resolve("precious"), "data");

        assertThatThrownBy(() -> RocksDbBackend.open(taken, MEMORY)).hasMessageContaining("holds precious");
        assertThat(taken.resolve("precious")).exists();
    }

    @Test
    void when_memoryIsTooLittle_then_itSaysHowMuchIsNeeded() {
        assertThatThrownBy(() -> RocksDbBackend.open(directory.resolve("tiny"), 1 << 20))
                .hasMessage("memory for RocksDB is 1048576 bytes and must be 8388608 or more;"
                        + " raise tidewheel.state.memory");
    }

    @Test
    void when_rocksDbIsNotOnTheClassPath_then_theErrorNamesTheArtifact() throws Exception {
        URL classes = RocksDbBackend.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader without = new WithoutRocksDb(classes)) {
            Method open = without.loadClass(RocksDbBackend.class.getName()).getMethod("open", Path.class, long.class);

            assertThatThrownBy(() -> open.invoke(null, directory.resolve("none"), MEMORY))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("add that artifact")
                    .hasMessageContaining("org.rocksdb:rocksdbjni:9.8.4")
                    .extracting(e -> ((TidewheelException) e).kind())
                    .isEqualTo(TidewheelException.Kind.CONFIGURATION);
        }
    }

    /** Our classes once more, in a world where nobody has RocksDB. */
    private static final class WithoutRocksDb extends URLClassLoader {
        WithoutRocksDb(URL classes) {
            super(new URL[] {classes}, RocksDbStoreTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.rocksdb.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith(RocksDbBackend.class.getPackageName() + ".")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
