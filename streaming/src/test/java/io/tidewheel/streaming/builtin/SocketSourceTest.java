package io.tidewheel.streaming.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.time.Clock;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketSourceTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final LineServer server = new LineServer();
    private final Semaphore wakes = new Semaphore(0);

    @AfterEach
    void noThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("tidewheel-socket"));
    }

    private SourceDriver<String> open(long bufferRows, int maxLineBytes) throws Exception {
        SocketSource source =
                new SocketSource("server", 9, new SocketSource.Settings(bufferRows, 1 << 20, maxLineBytes, 1), server);
        SourceDriver<String> driver = source.open(SourceRun.context(Clock.SYSTEM, 2, wakes::release));
        server.accept();
        return driver;
    }

    private static List<String> rows(SourceDriver<String> driver, SourcePlan plan) throws Exception {
        return SourceRun.read(driver, plan.splits());
    }

    @Test
    void when_linesCome_then_theyAreCutAtLineFeedsWhereverTheBytesWere() throws Exception {
        try (SourceDriver<String> driver = open(100, 100)) {
            server.send("one\ntw");
            server.send("o\r\n\nthr\u00e4\u20ac");
            server.send("e\n");

            SourcePlan plan = driver.plan(driver.start(), SourceLimit.NONE);

            assertThat(rows(driver, plan)).containsExactly("one", "two", "", "thr\u00e4\u20ace");
            assertThat(plan.to()).isEqualTo(new Offset("4"));
            assertThat(wakes.availablePermits()).isEqualTo(1); // for the first; the others waited with it
            assertThat(driver.plan(plan.to(), SourceLimit.NONE)).isEqualTo(SourcePlan.nothing(plan.to()));
        }
    }

    @Test
    void when_theServerEndsOrTheConnectionBreaks_then_itConnectsAgainAndGoesOn() throws Exception {
        try (SourceDriver<String> driver = open(100, 100)) {
            server.send("a\nwithout an end");
            server.end();
            server.accept();
            server.send("b\ntorn");
            server.fail();
            server.accept();
            server.send("c\n");

            assertThat(rows(driver, driver.plan(driver.start(), SourceLimit.NONE)))
                    .containsExactly("a", "without an end", "b", "c");
        }
    }

    @Test
    void when_batchesAreLimitedInBytes_then_eachTakesNoMoreAndAtLeastOneLine() throws Exception {
        try (SourceDriver<String> driver = open(100, 100)) {
            server.send("aa\nbb\ncc\nlonger than that\nd\n");
            SourceLimit limit = SourceLimit.NONE.withBytes(4);

            SourcePlan first = driver.plan(driver.start(), limit);
            SourcePlan second = driver.plan(first.to(), limit);
            SourcePlan third = driver.plan(second.to(), limit);
            SourcePlan last = driver.plan(third.to(), limit);

            assertThat(rows(driver, first)).containsExactly("aa", "bb");
            assertThat(first.behindBytes()).isEqualTo(19);
            assertThat(first.behindRows()).isEqualTo(3);
            assertThat(rows(driver, second)).containsExactly("cc");
            assertThat(rows(driver, third)).containsExactly("longer than that");
            assertThat(rows(driver, last)).containsExactly("d");
        }
    }

    @Test
    void when_theBufferIsFull_then_nothingMoreIsReadUntilABatchTakesSome() throws Exception {
        try (SourceDriver<String> driver = open(2, 100)) {
            server.send("a\n");
            server.send("b\n");
            server.sendAtOnce("c\n");

            SourcePlan full = driver.plan(driver.start(), SourceLimit.NONE.withRows(1));

            assertThat(full.behindRows()).isEqualTo(1); // c waits outside
            server.awaitAsked(); // it is in, since there is room
            SourcePlan rest = driver.plan(full.to(), SourceLimit.NONE);
            assertThat(rows(driver, full)).containsExactly("a");
            assertThat(rows(driver, rest)).containsExactly("b", "c");
        }
    }

    @Test
    void when_aLineIsTooLong_then_itIsABadRecordAndTheNextOneIsRead() throws Exception {
        List<String> bad = new ArrayList<>();
        List<String> good = new ArrayList<>();
        try (SourceDriver<String> driver = open(100, 5)) {
            server.send("12345\r\n123456\n1234");
            server.send("5678".repeat(100_000));
            server.send("\nok\n");
            SourcePlan plan = driver.plan(driver.start(), SourceLimit.NONE);
            for (Split split : plan.splits()) {
                try (SplitReader<String> reader = driver.format().open(split)) {
                    while (reader.read(
                            new RowReceiver<>() {
                                @Override
                                public void row(String row) {
                                    good.add(row);
                                }

                                @Override
                                public void bad(String record, String position, Exception problem) {
                                    bad.add(position + ": " + record + ": " + problem.getMessage());
                                }
                            },
                            1)) {
                        assertThat(reader.position()).startsWith("lines from server:9, row ");
                    }
                }
            }
        }

        assertThat(good).containsExactly("12345", "ok");
        assertThat(bad)
                .containsExactly(
                        "lines from server:9, row 1: 123456...: the line has 6 bytes, but may have 5;"
                                + " SocketSource.maxLineBytes allows longer ones",
                        "lines from server:9, row 2: 123456...: the line has 400004 bytes, but may have 5;"
                                + " SocketSource.maxLineBytes allows longer ones");
    }

    @Test
    void when_aQueryReadsFromAServer_then_itsLinesArriveAndTheThreadEndsWithTheQuery() throws Exception {
        LinkedBlockingQueue<List<String>> batches = new LinkedBlockingQueue<>();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Streams streams = Streams.on(tidewheel);
            streams.from("lines", SocketSource.lines("localhost", listening.getLocalPort()))
                    .forEachBatch("out", (lines, batch) -> batches.add(lines.collect()));
            Query query = streams.start("socket");
            try (Socket client = listening.accept()) {
                OutputStream out = client.getOutputStream();
                out.write("hello\nw\u00f6rld\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                List<String> lines = new ArrayList<>();
                while (lines.size() < 2) {
                    lines.addAll(batches.poll(LONG.toSeconds(), TimeUnit.SECONDS));
                }
                assertThat(lines).containsExactly("hello", "w\u00f6rld");
            }
            query.stop();
            assertThat(query.await(LONG)).isTrue();
        }
    }

    /** Whoever reads a batch dies. */
    private Query dying(Tidewheel tidewheel) {
        Streams streams = Streams.on(tidewheel).checkpoint(folder.toString());
        streams.from("lines", new SocketSource("server", 9, SocketSource.Settings.DEFAULT, server))
                .map(SocketSourceTest::fail)
                .to("out", MemorySink.create());
        return streams.start("socket");
    }

    private static String fail(String line) {
        throw new IllegalStateException("dies of " + line);
    }

    @Test
    void when_theProcessDiesAmidABatch_then_theNextStartSaysThatItsLinesAreGone() throws Exception {
        try (Tidewheel tidewheel = Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.batch.retry.delay", "1ms")
                .open()) {
            Query first = dying(tidewheel);
            server.accept();
            server.send("a\n");
            assertThatThrownBy(() -> first.await(LONG)).hasMessageContaining("dies of a");

            Query second = dying(tidewheel);
            server.accept();

            assertThatThrownBy(() -> second.await(LONG))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_DATA))
                    .hasMessageContaining("lines from server:9: lines 0 to 1 were sent to a run of the query that is"
                            + " gone, and nobody kept them; start from a new checkpoint");
        }
    }

    @Test
    void when_whatItIsToldMakesNoSense_then_itIsRefused() {
        assertThatThrownBy(() -> SocketSource.lines("localhost", 0))
                .hasMessageContaining("host 'localhost' and port 0")
                .hasMessageContaining("from 1 to 65535");
        assertThatThrownBy(() -> SocketSource.lines("localhost", 9).buffer(0, 1))
                .hasMessageContaining("buffer was given 0 lines and 1 bytes");
        assertThatThrownBy(() -> SocketSource.lines("localhost", 9).maxLineBytes(0))
                .hasMessageContaining("maxLineBytes was given 0");
        assertThat(SocketSource.lines("localhost", 9).isReplayable()).isFalse();
    }
}
