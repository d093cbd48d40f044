package io.tidewheel.integration.streaming;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import io.tidewheel.connectors.files.FileSink;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.KeyedDStream;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.sink.StreamSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The query that chaos tests kill: lines "KEY REST" of files in {@code in}, as they are and counted by key, into sinks of
 * every kind. It says "running" once it runs and a line for each batch; it ends drained when it reads "drain", and at
 * once when its input ends, which happens when the process ends that started it.
 */
final class CountingQuery {
    private static final String KIND_FILES = "files";
    private static final String KIND_LEDGER = "ledger";
    private static final String KIND_DIRECT = "direct";
    static final String ALL_SINKS = KIND_FILES + "," + KIND_LEDGER + "," + KIND_DIRECT;

    /** A system property: bytes of memory for state on disk. */
    static final String STATE_MEMORY = "counting.state.memory";

    /** Few enough that parts are made every few batches. */
    private static final long ROLL_BYTES = 600;

    private CountingQuery() {}

    /** @param args the folder of everything, the kinds of sinks, the backend of state, "take-over" if it is to */
    public static void main(String[] args) throws IOException {
        int code;
        try {
            run(Path.of(args[0]), args[1], StateKind.valueOf(args[2]), args.length > 3);
            code = 0;
        } catch (TidewheelException e) {
            e.printStackTrace();
            code = switch (e.kind()) {
                case FENCED -> 3;
                case CHECKPOINT -> 4;
                case USER_FUNCTION, BAD_DATA, RESOURCE, CONFIGURATION, CANCELLED, BUG -> 1;
            };
        }
        System.out.flush();
        System.exit(code); // a thread may wait for input
    }

    private static void run(Path root, String sinks, StateKind state, boolean takeOver) throws IOException {
        try (Tidewheel session = Tidewheel.builder()
                .master("local[2]")
                .config(Keys.LOCAL_DIR, root.resolve("local").toString())
                .config(Keys.TAKE_OVER, takeOver)
                .config(Keys.STATE_MEMORY, Long.getLong(STATE_MEMORY, 256 << 20))
                .open()) {
            Query query = start(session, root, sinks, state);
            say("running");
            Thread commands = new Thread(() -> listen(query), "commands");
            commands.setDaemon(true);
            commands.start();
            query.await();
        }
    }

    private static Query start(Tidewheel session, Path root, String sinks, StateKind state) {
        Streams streams = Streams.on(session)
                .checkpoint(root.resolve("checkpoint").toString())
                .state(state)
                .listen(new Progress());
        DStream<String> lines = streams.from(
                "in", FileSource.lines(root.resolve("in").toString()).maxFilesPerBatch(2));
        KeyedDStream<String, Long> counts = lines.keyBy(line -> line.substring(0, line.indexOf(' ')))
                .aggregate(count())
                .named("counts");
        for (String kind : sinks.split(",")) {
            lines.to(kind + " lines", sink(kind, root.resolve(kind + "-lines")));
            counts.to(kind + " counts", CountingQuery.<Pair<String, Long>>sink(kind, root.resolve(kind + "-counts")));
        }
        return streams.start("counting");
    }

    private static <T> StreamSink<T> sink(String kind, Path directory) {
        return switch (kind) {
            case KIND_FILES -> FileSink.<T>lines(directory.toString()).rollAt(ROLL_BYTES);
            case KIND_LEDGER -> new FileLedgerSink<>(directory);
            case KIND_DIRECT -> new ReplacingSink<>(directory);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static void listen(Query query) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("drain")) {
                    query.processAllAvailable();
                    query.drain(Duration.ofMinutes(1));
                    return;
                }
            }
            query.stop();
        } catch (IOException | TidewheelException e) {
            query.stop(); // whoever awaits it says what went wrong
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Says how far the source got: "batch 7 FROM TO". */
    private static final class Progress implements QueryListener {
        @Override
        public void progressed(QueryProgress progress) {
            QueryProgress.SourceProgress source = progress.sources().get(0);
            say("batch " + progress.batchId() + " " + source.startOffset() + " " + source.endOffset());
        }
    }
}
