package io.tidewheel.connectors.files;

import io.tidewheel.batch.file.RowFormat;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.Serializable;

/**
 * What {@link FileSink} was told.
 *
 * @param header what every part begins with, as it stands in the file; may be empty
 * @param rollMillis Long.MAX_VALUE for never
 * @param memoryBytes what a task keeps in memory before it writes a file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SinkSettings(
        String directory,
        RowFormat format,
        byte[] header,
        boolean rolls,
        long rollBytes,
        long rollMillis,
        int memoryBytes)
        implements Serializable {
    private static final int MEMORY_BYTES = 4 << 20;
    private static final long ROLL_BYTES = 128L << 20;

    SinkSettings {
        if (directory.isBlank()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "a file sink writes to a directory, but its path is empty");
        }
    }

    static SinkSettings of(String directory, RowFormat format, byte[] header) {
        return new SinkSettings(directory, format, header, true, ROLL_BYTES, Long.MAX_VALUE, MEMORY_BYTES);
    }

    SinkSettings with(RowFormat newFormat, byte[] newHeader) {
        return new SinkSettings(directory, newFormat, newHeader, rolls, rollBytes, rollMillis, memoryBytes);
    }

    SinkSettings rollingAt(long bytes) {
        return new SinkSettings(directory, format, header, rolls, bytes, rollMillis, memoryBytes);
    }

    SinkSettings rollingEvery(long millis) {
        return new SinkSettings(directory, format, header, rolls, rollBytes, millis, memoryBytes);
    }

    SinkSettings withoutRolling() {
        return new SinkSettings(directory, format, header, false, rollBytes, Long.MAX_VALUE, memoryBytes);
    }

    SinkSettings keepingInMemory(int bytes) {
        return new SinkSettings(directory, format, header, rolls, rollBytes, rollMillis, bytes);
    }

    /** From this size on, what one task wrote becomes a part by itself and is not copied. */
    long ownPartBytes() {
        return rolls ? Math.max(1, rollBytes / 4) : 0;
    }
}
