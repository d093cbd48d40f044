package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.util.Collections;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The comparators of sorted collections: a code for the usual ones, else an enum, record or registered class. */
final class Comparators {
    private static final int NATURAL = 0;
    private static final int REVERSE = 1;
    private static final int CASE_INSENSITIVE = 2;
    private static final int VALUE = 3;

    private Comparators() {}

    static void write(ValueWriter out, @Nullable Comparator<?> comparator) {
        if (comparator == null) {
            out.writeByte(NATURAL);
        } else if (comparator == (Comparator<?>) Collections.reverseOrder()) {
            out.writeByte(REVERSE);
        } else if (comparator == String.CASE_INSENSITIVE_ORDER) {
            out.writeByte(CASE_INSENSITIVE);
        } else if (comparator.getClass().isHidden()) {
            throw new TidewheelException(
                    CONFIGURATION,
                    "a sorted collection cannot be written because its comparator is a lambda of "
                            + comparator.getClass().getNestHost().getName()
                            + "; use the natural order, Collections.reverseOrder() or an enum that implements Comparator");
        } else {
            out.writeByte(VALUE);
            out.writeValue(comparator);
        }
    }

    @SuppressWarnings("unchecked") // it compared these elements before they were written
    static @Nullable Comparator<@Nullable Object> read(ValueReader in) {
        int code = in.readByte();
        return switch (code) {
            case NATURAL -> null;
            case REVERSE -> (Comparator<@Nullable Object>) (Comparator<?>) Collections.reverseOrder();
            case CASE_INSENSITIVE -> (Comparator<@Nullable Object>) (Comparator<?>) String.CASE_INSENSITIVE_ORDER;
            case VALUE -> (Comparator<@Nullable Object>) in.readValue();
            default -> throw in.damaged("comparator code " + code);
        };
    }
}
