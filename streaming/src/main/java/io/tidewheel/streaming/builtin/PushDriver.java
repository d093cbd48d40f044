package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans ranges of the rows in a log. An offset is how many rows were pushed before. */
final class PushDriver<T> implements SourceDriver<T> {
    private static final Logger logger = LoggerFactory.getLogger(PushDriver.class);
    private static final int LEAST_SPLIT_ROWS = 256;

    private final SourceContext context;
    private final String directory;
    private final PushLog log;
    private final long id;
    private final Runnable whenClosed;
    private long end = Long.MAX_VALUE;
    private boolean isClosed;

    /** @param id of the source */
    PushDriver(SourceContext context, String directory, PushLog log, long id, Runnable whenClosed) {
        this.context = context;
        this.directory = directory;
        this.log = log;
        this.id = id;
        this.whenClosed = whenClosed;
        log.wake(context.wake());
    }

    @Override
    public Offset start() {
        return new Offset(Long.toString(log.first()));
    }

    @Override
    public SourcePlan plan(Offset from, SourceLimit limit) throws IOException {
        long begin = NumberedOffset.number(from, context);
        long there = log.end();
        if (begin < log.first() || begin > there) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    directory + " holds rows " + log.first() + " to " + there + ", but query '" + context.query()
                            + "' goes on from row " + begin + ": the log and the checkpoint do not belong together;"
                            + " restore both from one backup, or start from a new checkpoint");
        }
        long last = Math.max(begin, Math.min(there, end));
        long most = begin + Math.min(Math.max(1, limit.rows()), last - begin);
        long to = most == begin ? begin : log.fitting(begin, most, limit.bytes());
        log.readTo(to);
        if (to == begin) {
            return SourcePlan.nothing(from);
        }
        long behindBytes = log.bytesFrom(to);
        List<Split> splits = new RowRange(begin, to)
                .cut(context.parallelism(), LEAST_SPLIT_ROWS, Math.max(1, log.bytesFrom(begin) - behindBytes));
        return new SourcePlan(new Offset(Long.toString(to)), splits, there - to, behindBytes);
    }

    @Override
    public boolean freezeEnd() {
        end = log.end();
        return true;
    }

    @Override
    public boolean wakes() {
        return true;
    }

    @Override
    public SplitFormat<T> format() {
        return new Format<>(id);
    }

    /** What cannot be deleted now will be with what comes after it. */
    @Override
    public void commit(Offset lowWater) {
        try {
            log.deleteBefore(Long.parseLong(lowWater.text()));
        } catch (IOException e) {
            logger.warn("rows before {} could not be deleted from {}, and will be tried again", lowWater, directory, e);
        }
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            log.wakeNoMore(context.wake());
            whenClosed.run();
        }
    }

    private record Format<T>(long id) implements SplitFormat<T> {
        @Override
        @SuppressWarnings("unchecked") // the format was made by the driver of this source
        public SplitReader<T> open(Split split) {
            return ((PushSource<T>) SourcesHere.get(id, "push source")).read(RowRange.of(split));
        }
    }
}
