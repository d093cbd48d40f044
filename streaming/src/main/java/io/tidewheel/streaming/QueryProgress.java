package io.tidewheel.streaming;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one batch did. {@link #json} has the names that users of Structured Streaming know.
 *
 * @param id of the query, the same in every run
 * @param runId of this run
 * @param timestamp when the batch began
 * @param sinceLastMillis from when this run's batch before began to when this one did; -1 for the first of a run
 * @param batchDurationMillis from its beginning to its commit
 * @param durationMillis the parts of that: stateful, sinks, ledgers, planning (of the batch that follows at once), commit,
 *     apply, sinkCommit
 * @param eventTime null if nothing of the query has event time
 * @param counters exact counts since the query's first start, such as bad records
 */
public record QueryProgress(
        String id,
        String runId,
        String name,
        Instant timestamp,
        long batchId,
        long sinceLastMillis,
        long batchDurationMillis,
        SortedMap<String, Long> durationMillis,
        List<SourceProgress> sources,
        List<StateProgress> stateOperators,
        List<SinkProgress> sinks,
        @Nullable EventTimeProgress eventTime,
        SortedMap<String, Long> counters) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * One source's part.
     *
     * @param name in the query
     * @param description of the source
     * @param behindRows rows that were there, when the batch was planned, and not taken; -1 if unknown
     * @param behindBytes bytes of which the same is true
     */
    public record SourceProgress(
            String name,
            String description,
            String startOffset,
            String endOffset,
            long numInputRows,
            long numBadRecords,
            long behindRows,
            long behindBytes) {}

    /**
     * One operator's state after the batch.
     *
     * @param memoryUsedBytes of memory and local disk
     * @param lateRows null if the operator has no windows
     */
    public record StateProgress(
            String operatorName,
            long numRowsTotal,
            long numRowsUpdated,
            long memoryUsedBytes,
            @Nullable LateRows lateRows) {}

    /**
     * Rows of the batch that were late for an operator's windows, exactly.
     *
     * @param late rows that reached none of their windows, and were left out
     * @param partlyLate rows that reached some of them; of sessions, rows that may have belonged to one that was given
     * @param evictable rows that were in time, and would have been late in the next batch; a lower bound where the last
     *     windows of a task's rows end at more than 65,536 different times
     */
    public record LateRows(long late, long partlyLate, long evictable) {}

    /** The times of a batch's rows, in milliseconds since 1970. */
    public record EventTimeSpan(long minMillis, long maxMillis, long averageMillis) {}

    /**
     * How far event time has come.
     *
     * @param rows of the batch; null if it had none with a time
     * @param watermarkMillis by which the batch's rows were judged: of several that which is behind; Long.MIN_VALUE for
     *     none
     */
    public record EventTimeProgress(@Nullable EventTimeSpan rows, long watermarkMillis) {}

    /**
     * One sink's part.
     *
     * @param numOutputRows of the batch, as the attempt that was committed gave them, once however often they were read or
     *     tried; -1 if the sink has not read them to their end, as a ledger that held the batch before
     */
    public record SinkProgress(String name, String description, long numOutputRows) {}

    /** Rows that all sources gave. */
    public long numInputRows() {
        return sources.stream().mapToLong(SourceProgress::numInputRows).sum();
    }

    /** Input rows by the time since the batch before began; 0 if there was none. */
    public double inputRowsPerSecond() {
        return perSecond(numInputRows(), sinceLastMillis);
    }

    /** Input rows by the time the batch took. */
    public double processedRowsPerSecond() {
        return perSecond(numInputRows(), batchDurationMillis);
    }

    private static double perSecond(long rows, long millis) {
        return millis <= 0 ? 0 : rows * 1000.0 / millis;
    }

    /** One JSON object, on one line. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", id).put("runId", runId).put("name", name).put("timestamp", TIMESTAMP.format(timestamp));
        root.put("batchId", batchId).put("batchDuration", batchDurationMillis);
        root.put("numInputRows", numInputRows());
        root.put("inputRowsPerSecond", inputRowsPerSecond()).put("processedRowsPerSecond", processedRowsPerSecond());
        ObjectNode durations = root.putObject("durationMs");
        putAll(durations, durationMillis);
        durations
                .put("triggerExecution", batchDurationMillis)
                .put("addBatch", part("stateful") + part("sinks"))
                .put("latestOffset", part("planning"))
                .put("walCommit", part("commit"));
        put(root.putObject("eventTime"), eventTime);
        ArrayNode operators = root.putArray("stateOperators");
        for (StateProgress state : stateOperators) {
            ObjectNode operator = operators
                    .addObject()
                    .put("operatorName", state.operatorName())
                    .put("numRowsTotal", state.numRowsTotal())
                    .put("numRowsUpdated", state.numRowsUpdated())
                    .put("memoryUsedBytes", state.memoryUsedBytes());
            LateRows late = state.lateRows();
            if (late != null) {
                operator.put("numRowsDroppedByWatermark", late.late())
                        .put("numRowsPartlyLate", late.partlyLate())
                        .put("numRowsEvictable", late.evictable());
            }
        }
        ArrayNode inputs = root.putArray("sources");
        for (SourceProgress source : sources) {
            inputs.addObject()
                    .put("name", source.name())
                    .put("description", source.description())
                    .put("startOffset", source.startOffset())
                    .put("endOffset", source.endOffset())
                    .put("numInputRows", source.numInputRows())
                    .put("inputRowsPerSecond", perSecond(source.numInputRows(), sinceLastMillis))
                    .put("processedRowsPerSecond", perSecond(source.numInputRows(), batchDurationMillis))
                    .put("numBadRecords", source.numBadRecords())
                    .put("behindRows", source.behindRows())
                    .put("behindBytes", source.behindBytes());
        }
        if (sinks.size() == 1) {
            put(root.putObject("sink"), sinks.get(0));
        }
        ArrayNode outputs = root.putArray("sinks");
        sinks.forEach(sink -> put(outputs.addObject(), sink));
        putAll(root.putObject("counters"), counters);
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new TidewheelException(Kind.BUG, "the progress of " + name + " has no JSON", e);
        }
    }

    /** As Structured Streaming: there is no watermark before 1970. */
    private static void put(ObjectNode object, @Nullable EventTimeProgress progress) {
        if (progress == null) {
            return;
        }
        EventTimeSpan rows = progress.rows();
        if (rows != null) {
            object.put("min", time(rows.minMillis()))
                    .put("max", time(rows.maxMillis()))
                    .put("avg", time(rows.averageMillis()));
        }
        object.put("watermark", time(Math.max(0, progress.watermarkMillis())));
    }

    private static String time(long millis) {
        return TIMESTAMP.format(Instant.ofEpochMilli(millis));
    }

    private static void put(ObjectNode object, SinkProgress sink) {
        object.put("name", sink.name())
                .put("description", sink.description())
                .put("numOutputRows", sink.numOutputRows());
    }

    private long part(String name) {
        return durationMillis.getOrDefault(name, 0L);
    }

    private static void putAll(ObjectNode object, Map<String, Long> numbers) {
        numbers.forEach((name, number) -> object.put(name, number));
    }

    @Override
    public String toString() {
        return json();
    }
}
