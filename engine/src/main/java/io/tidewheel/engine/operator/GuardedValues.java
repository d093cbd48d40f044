package io.tidewheel.engine.operator;

import io.tidewheel.codec.LentValues;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values in memory that are readable no longer than if they lay on disk: strict sessions find out who relies on more. */
final class GuardedValues extends LentValues {
    private final List<@Nullable Object> values;
    private final GroupReader reader;

    GuardedValues(List<@Nullable Object> values, GroupReader reader) {
        this.values = values;
        this.reader = reader;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        reader.checkReadable();
        Iterator<@Nullable Object> all = values.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                reader.checkReadable();
                return all.hasNext();
            }

            @Override
            public @Nullable Object next() {
                reader.checkReadable();
                return all.next();
            }
        };
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public long heapBytes() {
        return reader.context().codecs().heapBytes(values);
    }
}
