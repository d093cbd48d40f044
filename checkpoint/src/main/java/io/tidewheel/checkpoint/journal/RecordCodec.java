package io.tidewheel.checkpoint.journal;

import io.tidewheel.checkpoint.journal.Image.Changed;
import io.tidewheel.checkpoint.journal.Image.Done;
import io.tidewheel.checkpoint.journal.Image.Life;
import io.tidewheel.checkpoint.journal.Image.Taken;
import java.nio.ByteBuffer;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What records look like inside a frame. An entry is its type (1 byte), the version of the type (1 byte), the length of
 * what follows (4 bytes) and its fields, one after the other, as docs/formats.md lists them.
 */
final class RecordCodec {
    private static final int STARTED = 1;
    private static final int PLANNED = 2;
    private static final int PREPARED = 3;
    private static final int COMMITTED = 4;
    private static final int IMAGE = 5;
    private static final int VERSION = 1;

    private RecordCodec() {}

    static void encode(JournalRecord record, Encoder out) {
        if (record instanceof Started started) {
            entry(out, STARTED, () -> started(started, out));
        } else if (record instanceof Planned planned) {
            entry(out, PLANNED, () -> planned(planned, out));
        } else if (record instanceof Prepared prepared) {
            entry(out, PREPARED, () -> committed(prepared.commit(), out));
        } else if (record instanceof Committed committed) {
            entry(out, COMMITTED, () -> committed(committed, out));
        }
    }

    static void encode(Image image, Encoder out) {
        entry(out, IMAGE, () -> image(image, out));
    }

    private static void entry(Encoder out, int type, Runnable fields) {
        out.oneByte(type);
        out.oneByte(VERSION);
        int length = out.skip(4);
        fields.run();
        ByteBuffer written = out.from(length);
        written.putInt(0, written.limit() - 4);
    }

    /** An {@link Image} or a {@link JournalRecord}. */
    static Object decode(Decoder in) {
        int type = in.oneByte();
        int version = in.oneByte();
        int length = in.oneByte() << 24 | in.oneByte() << 16 | in.oneByte() << 8 | in.oneByte();
        if (type < STARTED || type > IMAGE || version != VERSION) {
            throw new NewerFormatException(type, version);
        }
        Decoder fields = in.part(length);
        Object record =
                switch (type) {
                    case STARTED -> started(fields);
                    case PLANNED -> planned(fields);
                    case PREPARED -> new Prepared(committed(fields));
                    case COMMITTED -> committed(fields);
                    default -> image(fields);
                };
        if (!fields.atEnd()) {
            throw new IllegalArgumentException("bytes are left after the last field of type " + type);
        }
        return record;
    }

    /** A record that this version does not know. */
    static final class NewerFormatException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        NewerFormatException(int type, int version) {
            super("a record of type " + type + " in version " + version + ", which this version does not know");
        }
    }

    private static void started(Started record, Encoder out) {
        out.text(record.queryId());
        out.text(record.queryName());
        out.number(record.startedMillis());
        out.number(record.keyGroups());
        out.text(record.keyHash());
        out.texts(record.startOffsets());
        out.texts(record.settings());
    }

    private static Started started(Decoder in) {
        return new Started(
                in.text(), in.text(), in.number(), in.small(), in.text(), in.map(in::text), in.map(in::text));
    }

    private static void planned(Planned record, Encoder out) {
        out.number(record.batchId());
        out.number(record.batchTimeMillis());
        out.text(record.planFingerprint());
        out.number(record.partitions());
        out.number(record.seed());
        out.number(record.watermarkMillis());
        out.numbers(record.eventTimes());
        out.list(record.idle(), out::text);
        out.number(record.inputs().size());
        record.inputs().forEach((source, input) -> {
            out.text(source);
            input(input, out);
        });
    }

    private static void input(PlannedInput input, Encoder out) {
        out.text(input.from());
        out.text(input.to());
        out.list(input.splits(), split -> {
            out.text(split.partition());
            out.blob(split.payload());
            out.number(split.task());
        });
    }

    private static Planned planned(Decoder in) {
        return new Planned(
                in.number(),
                in.number(),
                in.text(),
                in.small(),
                in.number(),
                in.number(),
                in.map(in::number),
                new TreeSet<>(in.list(in::text)),
                in.map(() -> new PlannedInput(
                        in.text(), in.text(), in.list(() -> new PlannedSplit(in.text(), in.blob(), in.small())))));
    }

    private static void committed(Committed record, Encoder out) {
        out.number(record.batchId());
        out.number(record.watermarkMillis());
        out.numbers(record.eventTimes());
        out.numbers(record.deadlines());
        out.list(record.deltas(), delta -> delta(delta, out));
        out.number(record.sinkTokens().size());
        record.sinkTokens().forEach((sink, token) -> {
            out.text(sink);
            out.blob(token);
        });
        out.list(record.snapshots(), snapshot -> snapshot(snapshot, out));
        out.list(record.dropped(), out::text);
        out.numbers(record.counters());
    }

    private static Committed committed(Decoder in) {
        return new Committed(
                in.number(),
                in.number(),
                in.map(in::number),
                in.map(in::number),
                in.list(() -> delta(in)),
                in.map(in::blob),
                in.list(() -> snapshot(in)),
                in.list(in::text),
                in.map(in::number));
    }

    private static void delta(StateDelta delta, Encoder out) {
        out.text(delta.operator());
        out.number(delta.keys());
        if (delta.content() instanceof StateDelta.Inline inline) {
            out.oneByte(0);
            out.blob(inline.changes());
        } else if (delta.content() instanceof StateDelta.InFile inFile) {
            out.oneByte(1);
            file(inFile.file(), out);
        }
    }

    private static StateDelta delta(Decoder in) {
        return new StateDelta(
                in.text(),
                in.number(),
                in.oneByte() == 0 ? new StateDelta.Inline(in.blob()) : new StateDelta.InFile(file(in)));
    }

    private static void file(FileRef file, Encoder out) {
        out.text(file.path());
        out.number(file.length());
        out.number(file.crc());
    }

    private static FileRef file(Decoder in) {
        return new FileRef(in.text(), in.number(), in.small());
    }

    private static void snapshot(SnapshotRef snapshot, Encoder out) {
        out.text(snapshot.operator());
        out.number(snapshot.firstKeyGroup());
        out.number(snapshot.endKeyGroup());
        out.number(snapshot.batchId());
        file(snapshot.file(), out);
    }

    private static SnapshotRef snapshot(Decoder in) {
        return new SnapshotRef(in.text(), in.small(), in.small(), in.number(), file(in));
    }

    private static void image(Image image, Encoder out) {
        out.number(image.retainedCommits());
        out.number(image.floor());
        out.number(image.nextBatch());
        optional(image.started(), out, record -> started(record, out));
        out.list(image.commits(), done -> {
            planned(done.planned(), out);
            committed(done.committed(), out);
        });
        optional(image.open(), out, record -> planned(record, out));
        optional(image.prepared(), out, record -> committed(record.commit(), out));
        out.list(image.operators(), life -> {
            out.text(life.operator());
            out.number(life.since());
            out.number(life.last());
            out.number(life.end());
        });
        out.list(image.snapshots(), taken -> {
            snapshot(taken.snapshot(), out);
            out.number(taken.announced());
        });
        out.list(image.changes(), changed -> {
            out.text(changed.operator());
            out.number(changed.batchId());
            out.text(changed.path());
        });
        out.list(image.runs(), run -> {
            out.number(run.epoch());
            out.number(run.first());
            out.number(run.last());
            out.number(run.end());
            out.number(run.lastBatch());
        });
    }

    private static Image image(Decoder in) {
        return new Image(
                in.small(),
                in.number(),
                in.number(),
                optional(in, () -> started(in)),
                in.list(() -> new Done(planned(in), committed(in))),
                optional(in, () -> planned(in)),
                optional(in, () -> new Prepared(committed(in))),
                in.list(() -> new Life(in.text(), in.number(), in.number(), in.number())),
                in.list(() -> new Taken(snapshot(in), in.number())),
                in.list(() -> new Changed(in.text(), in.number(), in.text())),
                in.list(() -> new Run(in.number(), in.number(), in.number(), in.number(), in.number())));
    }

    private static <T> void optional(@Nullable T value, Encoder out, Consumer<T> fields) {
        out.oneByte(value == null ? 0 : 1);
        if (value != null) {
            fields.accept(value);
        }
    }

    private static <T> @Nullable T optional(Decoder in, Supplier<T> value) {
        return in.oneByte() == 0 ? null : value.get();
    }
}
