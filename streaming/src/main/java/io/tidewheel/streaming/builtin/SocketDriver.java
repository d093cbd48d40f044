package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import java.io.IOException;
import java.util.List;

/** Plans lines that have come. An offset is how many have, in all runs. */
final class SocketDriver implements SourceDriver<String> {
    private static final int LEAST_SPLIT_ROWS = 256;

    private final SourceContext context;
    private final String described;
    private final int maxLineBytes;
    private final LineBuffer buffer;
    private final LineReceiver receiver;
    private final long id;

    /** @param described what the source is, for messages */
    SocketDriver(SourceContext context, String described, int maxLineBytes, LineBuffer buffer, LineReceiver receiver) {
        this.context = context;
        this.described = described;
        this.maxLineBytes = maxLineBytes;
        this.buffer = buffer;
        this.receiver = receiver;
        this.id = SourcesHere.put(buffer);
    }

    @Override
    public Offset start() {
        return new Offset("0");
    }

    @Override
    public SourcePlan plan(Offset from, SourceLimit limit) {
        long begin = NumberedOffset.number(from, context);
        long end = buffer.endFrom(begin);
        if (end <= begin) {
            return SourcePlan.nothing(from);
        }
        LineBuffer.Taken taken = buffer.fitting(begin, limit.rows(), limit.bytes());
        buffer.plan(taken.to());
        List<Split> splits = new RowRange(begin, taken.to())
                .cut(context.parallelism(), LEAST_SPLIT_ROWS, Math.max(1, taken.bytes()));
        return new SourcePlan(
                new Offset(Long.toString(taken.to())), splits, Math.max(0, end - taken.to()), buffer.waitingBytes());
    }

    @Override
    public boolean freezeEnd() {
        return false; // nobody knows what the server is about to send
    }

    @Override
    public boolean wakes() {
        return true;
    }

    @Override
    public SplitFormat<String> format() {
        return new Format(id, described, maxLineBytes);
    }

    @Override
    public void commit(Offset lowWater) {
        buffer.forget(Long.parseLong(lowWater.text()));
    }

    @Override
    public void close() throws IOException {
        receiver.close();
    }

    private record Format(long id, String described, int maxLineBytes) implements SplitFormat<String> {
        @Override
        public SplitReader<String> open(Split split) {
            LineBuffer buffer = (LineBuffer) SourcesHere.get(id, "socket source");
            RowRange range = RowRange.of(split);
            List<LineBuffer.Line> lines = buffer.copy(range.from(), range.to());
            if (lines.isEmpty()) {
                throw new TidewheelException(
                        Kind.BAD_DATA,
                        described + ": lines " + range.from() + " to " + range.to()
                                + " were sent to a run of the query that is gone, and nobody kept them; start from a new"
                                + " checkpoint, or let the program that has the data push it into a PushSource");
            }
            return new Reader(described, maxLineBytes, new ListReader<>(lines, range.from()));
        }
    }

    private record Reader(String described, int maxLineBytes, ListReader<LineBuffer.Line> lines)
            implements SplitReader<String> {
        @Override
        public boolean read(RowReceiver<String> rows, int atMost) throws Exception {
            return lines.read(
                    new RowReceiver<>() {
                        @Override
                        public void row(LineBuffer.Line line) throws Exception {
                            if (line.isTooLong()) {
                                bad(line.text() + "...", position(), tooLong(line));
                            } else {
                                rows.row(line.text());
                            }
                        }

                        @Override
                        public void bad(String record, String position, Exception problem) throws Exception {
                            rows.bad(record, position, problem);
                        }
                    },
                    atMost);
        }

        private TidewheelException tooLong(LineBuffer.Line line) {
            return new TidewheelException(
                    Kind.BAD_DATA,
                    "the line has " + line.bytes() + " bytes, but may have " + maxLineBytes
                            + "; SocketSource.maxLineBytes allows longer ones");
        }

        @Override
        public String position() {
            return described + ", " + lines.position();
        }
    }
}
