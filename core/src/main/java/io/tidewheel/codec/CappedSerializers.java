package io.tidewheel.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.MapSerializer;
import java.util.Collection;
import java.util.Map;

/** Kryo's collections and maps, but beginning small whatever size is announced. */
final class CappedSerializers {
    private CappedSerializers() {}

    static final class Elements extends CollectionSerializer<Collection<?>> {
        @Override
        protected Collection<?> create(Kryo kryo, Input in, Class<? extends Collection<?>> type, int size) {
            return super.create(kryo, in, type, BufferInput.room(size));
        }
    }

    static final class Entries extends MapSerializer<Map<?, ?>> {
        @Override
        protected Map<?, ?> create(Kryo kryo, Input in, Class<? extends Map<?, ?>> type, int size) {
            return super.create(kryo, in, type, BufferInput.room(size));
        }
    }
}
