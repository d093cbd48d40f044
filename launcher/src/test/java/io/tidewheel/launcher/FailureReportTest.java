package io.tidewheel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewheel.api.Broadcast;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureReportTest {
    @TempDir
    Path folder;

    private static TidewheelException failureOf(Consumer<Tidewheel> program) {
        try (Tidewheel tw = Tidewheel.builder().master("local[1]").open()) {
            return catchThrowableOfType(TidewheelException.class, () -> program.accept(tw));
        }
    }

    /** The message says what to do, and nothing else does. */
    private static void saysOnly(TidewheelException failure, String remedy) {
        FailureReport report = FailureReport.of(failure);
        assertThat(report.toDo()).isNull();
        assertThat(report.what()).contains(remedy);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        report.print(new PrintStream(printed, true, UTF_8), false);
        assertThat(printed.toString(UTF_8)).doesNotContain("to do:").endsWith("\n  (--verbose prints the stack)\n");
    }

    @Test
    void when_aClosedSessionIsUsed_then_nobodyIsToldThatItMayBeWanted() {
        Tidewheel closed = Tidewheel.builder().master("local[1]").open();
        closed.close();

        TidewheelException failure = catchThrowableOfType(
                TidewheelException.class, () -> closed.range(0, 1).count());

        assertThat(failure.kind()).isEqualTo(Kind.USER_FUNCTION);
        saysOnly(failure, "; open another with Tidewheel.open()");
    }

    @Test
    void when_aClosedBroadcastIsUsed_then_theMessageSaysWhenToCloseIt() {
        TidewheelException failure = failureOf(tw -> {
            Broadcast<String> value = tw.broadcast("x");
            value.close();
            value.value();
        });

        assertThat(failure.kind()).isEqualTo(Kind.USER_FUNCTION);
        saysOnly(failure, "; close it after the last job");
    }

    @Test
    void when_aFileIsDamaged_then_noChoiceIsOfferedThatThereIsNot() throws IOException {
        Path file = Files.write(folder.resolve("a.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0});

        saysOnly(
                failureOf(tw -> tw.textFile(file.toString()).count()),
                "; the file is damaged or not complete: fetch or make it again, or leave it out of the path");
    }

    @Test
    void when_aJobHasStarted_then_itFailedWhateverTheReason() {
        TidewheelException key = failureOf(tw -> tw.range(0, 9)
                .mapToObject(x -> x)
                .keyBy(x -> new Object())
                .groupByKey()
                .count());
        TidewheelException command = failureOf(tw -> tw.range(0, 9)
                .mapToObject(x -> "x")
                .pipe(List.of("/no/such/program"))
                .count());
        TidewheelException usage = failureOf(tw -> tw.textFile("/no/such/file").count());

        assertThat(List.of(key.kind(), command.kind(), usage.kind())).containsOnly(Kind.CONFIGURATION);
        assertThat(List.of(ExitCode.of(key), ExitCode.of(command), ExitCode.of(usage)))
                .containsExactly(1, 1, 2);
        saysOnly(command, "; name a program that is there and may be run");
    }

    @Test
    void when_aFunctionThrows_then_theMessageSaysWhatToDo() {
        saysOnly(
                failureOf(tw -> tw.range(0, 3).mapToObject(x -> 1 / x).count()),
                "; correct the function, or filter out the record it fails on");
        saysOnly(
                failureOf(tw -> tw.range(0, 3)
                        .mapToObject(x -> x)
                        .mapPartitions(FailureReportTest::none)
                        .count()),
                "; ");
        saysOnly(
                failureOf(tw -> tw.range(0, 3)
                        .mapToObject(x -> "x")
                        .pipe(List.of("false"))
                        .count()),
                "; correct the command, or let it end with 0");
    }

    @SuppressWarnings("NullAway") // what the test is about
    private static Iterator<Long> none(Iterator<Long> rows) {
        return null;
    }

    @Test
    void when_hadoopIsMissing_then_oneWayOutIsSaid() {
        saysOnly(failureOf(tw -> tw.textFile("s3a://bucket/x").count()), "; add io.tidewheel:tidewheel-hadoop");
    }

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
