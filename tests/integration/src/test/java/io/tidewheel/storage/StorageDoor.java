package io.tidewheel.storage;

import io.tidewheel.time.Clock;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongConsumer;

/** Opens storages whose pauses a test makes, through the package's own door. */
public final class StorageDoor {
    private StorageDoor() {}

    /** @param pause is told how long a pause would have been, in milliseconds; time stands still otherwise */
    public static Storage connect(String path, Map<String, String> settings, LongConsumer pause) throws IOException {
        long[] now = {0};
        Clock clock = new Clock() {
            @Override
            public long nanoTime() {
                return now[0] * 1_000_000;
            }

            @Override
            public long epochMillis() {
                return now[0];
            }
        };
        Retries retries = new Retries(
                clock,
                millis -> {
                    now[0] += millis;
                    pause.accept(millis);
                },
                () -> 1);
        return HadoopStorage.connect(path, settings, null, retries);
    }
}
