package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo refuses before it runs. */
class DemoCommandTest {
    @TempDir
    Path folder;

    private static void refuses(String message, String... words) {
        DemoCommand demo = new DemoCommand();
        assertThatThrownBy(() -> demo.run(Arguments.parse(demo.options(), List.of(words))))
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(ExitCode.of(e))
                        .isEqualTo(ExitCode.USAGE))
                .hasMessage(message);
    }

    @Test
    void when_aLogIsNamed_then_rowsToGenerateAreRefused() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "a line\n");

        refuses(
                "--rows is for a generated log, but --input names one; give one of the two",
                "--rows",
                "5",
                "--input",
                log.toString());
    }

    @Test
    void when_theLogIsElsewhere_then_noOptionIsNamedThatThereIsNot() {
        refuses("--input: s3a://bucket/log is not on this machine; copy it here", "--input", "s3a://bucket/log");
    }

    @Test
    void when_theFolderHoldsNoFiles_then_itSaysSo() throws IOException {
        Files.writeString(folder.resolve("_SUCCESS"), "");

        refuses(
                "--input: there are no files in " + folder + "; name a log, or a folder of logs",
                "--input",
                folder.toString());
    }

    @Test
    void when_optionsDoNotGoTogether_then_theyAreRefused() {
        refuses("--every says how often a piece of the log appears in a stream; add --stream", "--every", "5");
        refuses(
                "--break is for the batch: a stream is broken by ending its process; give one of the two",
                "--break",
                "--stream");
        refuses("--every: '0' is no number from 1 to 999999999", "--stream", "--every", "0");
    }

    @Test
    void when_theStreamIsKilled_then_theSameCommandGoesOnAndCountsWhatTheBatchDoes() throws Exception {
        List<String> inFolder = List.of("-Djava.io.tmpdir=" + folder);
        ChildJvm killed = ChildJvm.start(inFolder, "demo", "--stream", "--rows", "5000", "--every", "100");
        await().atMost(Duration.ofSeconds(60)).until(() -> killed.errSoFar().contains("visits: batch"));
        killed.process().destroyForcibly();
        assertThat(killed.process().waitFor()).isNotZero();

        ChildJvm.Result result = ChildJvm.start(inFolder, "demo", "--stream", "--rows", "5000", "--every", "10")
                .await();

        assertThat(result.err())
                .containsPattern("visits: batch.* rows in \\d+ ms, \\d+ rows/s.*, watermark 2015-05-")
                .containsPattern("\\d+ (rows|KiB) behind");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.DONE);
        assertThat(result.out())
                .containsPattern("^going on: \\d+ of 20 pieces of the log have come before\n")
                .containsPattern("the stream and the batch have counted the same: \\d+ pages and hours, 0 rows late");
    }
}
