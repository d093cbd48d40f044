package io.tidewheel.junit;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.config.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One session of one test: opened when first asked for, closed and looked after at the end. */
final class TestSession {
    private final String test;
    private final TidewheelTest settings;
    private final Leftovers before;
    private final Path folder;
    private @Nullable Tidewheel session;

    private TestSession(String test, TidewheelTest settings, Leftovers before, Path folder) {
        this.test = test;
        this.settings = settings;
        this.before = before;
        this.folder = folder;
    }

    static TestSession begin(String test, TidewheelTest settings) throws IOException {
        return new TestSession(test, settings, Leftovers.now(), Files.createTempDirectory("tidewheel-test-"));
    }

    synchronized Tidewheel open() {
        if (session == null) {
            TidewheelBuilder builder = Tidewheel.builder()
                    .name(test)
                    .master(settings.master())
                    .config(Keys.STRICT, settings.strict())
                    .config(Keys.CLOSURE_CHECK, settings.strict())
                    .config(Keys.LOCAL_DIR, folder.toString());
            for (String setting : settings.config()) {
                int equals = setting.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            test + ": @TidewheelTest(config) expects \"key=value\" but has \"" + setting + "\"");
                }
                builder.config(setting.substring(0, equals), setting.substring(equals + 1));
            }
            session = builder.open();
        }
        return session;
    }

    synchronized void end() throws IOException, InterruptedException {
        if (session != null) {
            session.close();
        }
        List<Path> left = Folders.filesUnder(folder);
        Folders.delete(folder);
        before.assertNothingNew(test, List.of(settings.allowedThreads()));
        if (!left.isEmpty()) {
            throw new AssertionError(test + ": its session was closed but left files behind: " + left);
        }
    }
}
