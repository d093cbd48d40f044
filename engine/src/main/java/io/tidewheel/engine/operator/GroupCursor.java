package io.tidewheel.engine.operator;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row for each key of one or two sides. */
final class GroupCursor implements Cursor {
    private final List<GroupReader> sides;
    private final List<List<Group>> groups = new ArrayList<>(); // of the current hash, by side
    private final boolean paired;
    private final List<@Nullable Object> keys = new ArrayList<>(); // of the current hash
    private int next;
    private long given;

    /** @param paired the value is a pair of the two sides' values; otherwise there is one side, and it is its values */
    GroupCursor(List<GroupReader> sides, boolean paired) {
        this.sides = sides;
        this.paired = paired;
        sides.forEach(side -> groups.add(new ArrayList<>()));
    }

    @Override
    public void drain(Sink sink) throws Exception {
        boolean more = true;
        while (more && !sink.done()) {
            more = advance(sink);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        if (next == keys.size() && !read()) {
            return false;
        }
        Object key = keys.get(next++);
        given++;
        sink.accept(key, paired ? new Pair<>(values(0, key), values(1, key)) : values(0, key));
        return true;
    }

    private boolean read() throws Exception {
        keys.clear();
        next = 0;
        long code = GroupReader.END;
        for (GroupReader side : sides) {
            code = Math.min(code, side.code());
        }
        if (code == GroupReader.END) {
            return false;
        }
        for (int i = 0; i < sides.size(); i++) {
            List<Group> ofSide = groups.get(i);
            ofSide.clear();
            if (sides.get(i).code() == code) {
                sides.get(i).read(ofSide);
                for (Group group : ofSide) {
                    if (i == 0 || GroupReader.find(group.key, groups.get(0)) == null) {
                        keys.add(group.key);
                    }
                }
            }
        }
        return true;
    }

    private Iterable<@Nullable Object> values(int side, @Nullable Object key) {
        Group group = GroupReader.find(key, groups.get(side));
        return group == null ? new ArrayList<>(0) : group.iterable(sides.get(side));
    }

    @Override
    public String position() {
        return "record " + given + " after the exchange";
    }

    @Override
    public void close() throws IOException {
        keys.clear();
        next = 0;
        for (GroupReader side : sides) {
            side.close();
        }
    }
}
