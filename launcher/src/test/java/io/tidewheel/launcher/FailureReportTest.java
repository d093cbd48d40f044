package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureReportTest {
    @Test
    void when_aLibraryOfOursThrows_then_thePlaceIsWhereTheUserCalled() {
        IOException damaged = new IOException("Unknown frame descriptor");
        damaged.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("com.github.luben.zstd.ZstdInputStream", "read", "ZstdInputStream.java", 187),
            new StackTraceElement("io.tidewheel.batch.file.LineCursor", "fill", "LineCursor.java", 233),
            new StackTraceElement("java.lang.Thread", "run", "Thread.java", 840),
        });
        TidewheelException failed = new TidewheelException(Kind.BAD_DATA, "the file is damaged", damaged);
        failed.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.tidewheel.api.Dataset", "collect", "Dataset.java", 264),
            new StackTraceElement("com.example.BusyHours", "main", "BusyHours.java", 18),
        });

        assertThat(FailureReport.of(failed).where()).isEqualTo("com.example.BusyHours.main(BusyHours.java:18)");
    }
}
