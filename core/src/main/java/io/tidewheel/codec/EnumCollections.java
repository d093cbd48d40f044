package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** EnumSet and EnumMap, which must know their enum. */
final class EnumCollections {
    private EnumCollections() {}

    @SuppressWarnings({"unchecked", "rawtypes"}) // the enum is known at run time only
    static Mould<EnumSet> sets() {
        return new Mould<>() {
            @Override
            public void write(ValueWriter out, EnumSet set) {
                Iterator<Enum<?>> any = (set.isEmpty() ? EnumSet.complementOf(set) : set).iterator();
                out.writeValue(any.hasNext() ? any.next() : null);
            }

            @Override
            public EnumSet read(ValueReader in) {
                Object any = in.readValue();
                if (any instanceof Enum constant) {
                    return EnumSet.noneOf(constant.getDeclaringClass());
                }
                throw in.damaged("an EnumSet of " + any);
            }

            @Override
            public EnumSet emptyLike(EnumSet set) {
                EnumSet empty = set.clone();
                empty.clear();
                return empty;
            }
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the enum is known at run time only
    static Mould<EnumMap> maps() {
        return new Mould<>() {
            @Override
            public void write(ValueWriter out, EnumMap map) {
                if (map.isEmpty()) {
                    throw new TidewheelException(
                            CONFIGURATION,
                            "an empty EnumMap cannot be written: it does not tell its enum; use a TreeMap");
                }
                out.writeValue(map.keySet().iterator().next());
            }

            @Override
            public EnumMap read(ValueReader in) {
                @Nullable Object any = in.readValue();
                if (any instanceof Enum constant) {
                    return new EnumMap(constant.getDeclaringClass());
                }
                throw in.damaged("an EnumMap of " + any);
            }

            @Override
            public EnumMap emptyLike(EnumMap map) {
                EnumMap empty = map.clone();
                empty.clear();
                return empty;
            }
        };
    }
}
