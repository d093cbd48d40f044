package io.tidewheel.streaming;

import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.StreamSource;

/** Numbers, of which it is noted what the query says that it will not read again. */
final class NotedNumbers implements StreamSource<Integer> {
    private final MemorySource<Integer> numbers;
    private final boolean isReplayable;
    private long lowWater = -1;

    NotedNumbers(MemorySource<Integer> numbers, boolean isReplayable) {
        this.numbers = numbers;
        this.isReplayable = isReplayable;
    }

    /** Before it nothing is read again; -1 until the query has said so. */
    long lowWater() {
        return lowWater;
    }

    @Override
    public boolean isReplayable() {
        return isReplayable;
    }

    @Override
    public String describe() {
        return "noted numbers";
    }

    @Override
    public SourceDriver<Integer> open(SourceContext context) {
        return new ForwardingDriver<>(numbers.open(context)) {
            @Override
            public void commit(Offset offset) {
                lowWater = Long.parseLong(offset.text());
            }
        };
    }
}
