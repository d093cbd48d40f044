package io.tidewheel.checkpoint.journal;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Records as people read them. */
final class RecordText {
    private static final String INDENT = "    ";
    private static final String DETAIL = "        ";

    private RecordText() {}

    static void print(Object record, Appendable out) throws IOException {
        if (record instanceof Started started) {
            print(started, out);
        } else if (record instanceof Planned planned) {
            print(planned, out);
        } else if (record instanceof Prepared prepared) {
            print("prepared", prepared.commit(), out);
        } else if (record instanceof Committed committed) {
            print("committed", committed, out);
        } else if (record instanceof Image image) {
            print(image, out);
        }
    }

    private static void line(Appendable out, String indent, String text) throws IOException {
        out.append(indent).append(text).append(System.lineSeparator());
    }

    private static void print(Started started, Appendable out) throws IOException {
        line(
                out,
                INDENT,
                "started query " + started.queryName() + ", id " + started.queryId() + ", at "
                        + Instant.ofEpochMilli(started.startedMillis()) + ", " + started.keyGroups() + " key groups by "
                        + started.keyHash());
        each(out, "source ", " from ", started.startOffsets());
        each(out, "setting ", " is ", started.settings());
    }

    private static void print(Planned planned, Appendable out) throws IOException {
        line(
                out,
                INDENT,
                "planned batch " + planned.batchId() + " at "
                        + Instant.ofEpochMilli(planned.batchTimeMillis()) + ", " + planned.partitions()
                        + " partitions, seed "
                        + planned.seed() + ", watermark " + watermark(planned.watermarkMillis()) + ", plan "
                        + planned.planFingerprint());
        for (Map.Entry<String, PlannedInput> input : planned.inputs().entrySet()) {
            line(
                    out,
                    DETAIL,
                    "source " + input.getKey() + " [" + input.getValue().from() + ", "
                            + input.getValue().to() + ")");
            for (PlannedSplit split : input.getValue().splits()) {
                line(
                        out,
                        DETAIL,
                        "  task " + split.task() + (split.partition().isEmpty() ? "" : " partition ")
                                + split.partition() + ": " + split.payload());
            }
        }
        each(out, "event time ", " ", planned.eventTimes());
        if (!planned.idle().isEmpty()) {
            line(out, DETAIL, "idle " + planned.idle());
        }
    }

    private static void print(String what, Committed commit, Appendable out) throws IOException {
        line(out, INDENT, what + " batch " + commit.batchId() + ", watermark " + watermark(commit.watermarkMillis()));
        for (StateDelta delta : commit.deltas()) {
            String content = delta.content() instanceof StateDelta.Inline inline
                    ? inline.changes().toString()
                    : file(((StateDelta.InFile) delta.content()).file());
            line(out, DETAIL, "state " + delta.operator() + ": " + delta.keys() + " keys, " + content);
        }
        for (SnapshotRef snapshot : commit.snapshots()) {
            line(
                    out,
                    DETAIL,
                    "snapshot of " + snapshot.operator() + ", key groups [" + snapshot.firstKeyGroup() + ", "
                            + snapshot.endKeyGroup() + "), batch " + snapshot.batchId() + ": " + file(snapshot.file()));
        }
        each(out, "token of sink ", ": ", commit.sinkTokens());
        each(out, "event time ", " ", commit.eventTimes());
        each(out, "deadline of ", " ", commit.deadlines());
        each(out, "counter ", " ", commit.counters());
        if (!commit.dropped().isEmpty()) {
            line(out, DETAIL, "dropped the state of " + commit.dropped());
        }
    }

    private static void print(Image image, Appendable out) throws IOException {
        line(
                out,
                INDENT,
                "image: next batch " + image.nextBatch() + ", back to batch " + image.floor() + ", "
                        + image.operators().size() + " states, "
                        + image.snapshots().size() + " snapshots, "
                        + image.changes().size() + " files of changes");
        for (Run run : image.runs()) {
            line(
                    out,
                    DETAIL,
                    "changes up to batch " + run.lastBatch() + " in "
                            + new SegmentName(run.epoch(), run.first()).path() + " to "
                            + new SegmentName(run.epoch(), run.last()).path() + ", " + run.end() + " bytes");
        }
    }

    private static void each(Appendable out, String before, String between, Map<String, ?> values) throws IOException {
        for (Map.Entry<String, ?> value : values.entrySet()) {
            line(out, DETAIL, before + value.getKey() + between + value.getValue());
        }
    }

    private static String file(FileRef file) {
        return file.path() + ", " + file.length() + " bytes";
    }

    private static String watermark(long millis) {
        return millis == Long.MIN_VALUE ? "none" : Instant.ofEpochMilli(millis).toString();
    }
}
