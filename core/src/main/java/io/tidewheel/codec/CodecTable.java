package io.tidewheel.codec;

import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The codecs of all classes that need no registration, by class and by tag. */
final class CodecTable {
    private static final @Nullable ValueCodec[] BY_TAG = new @Nullable ValueCodec[Tag.COUNT];
    private static final Map<Class<?>, ValueCodec> BY_CLASS = new HashMap<>();

    private static final ValueCodec LENT = new LentCodec();

    private static final ClassValue<Found> FOUND = new ClassValue<>() {
        @Override
        protected Found computeValue(Class<?> type) {
            return new Found(find(type));
        }
    };

    /** A class value cannot be null. */
    private record Found(@Nullable ValueCodec codec) {}

    static {
        ScalarCodecs.immutable().forEach(codec -> put(codec.type(), codec));
        ScalarCodecs.mutable().forEach(codec -> put(codec.type(), codec));
        TimeCodecs.all().forEach(codec -> put(codec.type(), codec));
        ArrayCodecs.primitive().forEach(codec -> put(codec.type(), codec));
        put(Object[].class, ObjectArrayCodec.INSTANCE);
        put(Optional.class, new OptionalCodec());
        put(ArrayList.class, new CollectionCodec<>(Tag.LIST, 5, Mould.plain(ArrayList::new)));
        putLinkedList();
        put(ArrayDeque.class, new CollectionCodec<>(Tag.ARRAY_DEQUE, 6, Mould.plain(ArrayDeque::new)));
        put(HashSet.class, new CollectionCodec<>(Tag.HASH_SET, 40, Mould.plain(HashSet::new)));
        put(LinkedHashSet.class, new CollectionCodec<>(Tag.LINKED_HASH_SET, 48, Mould.plain(LinkedHashSet::new)));
        put(HashMap.class, new MapCodec<>(Tag.HASH_MAP, 40, Mould.plain(HashMap::new)));
        put(LinkedHashMap.class, new MapCodec<>(Tag.LINKED_HASH_MAP, 48, Mould.plain(LinkedHashMap::new)));
        put(ConcurrentHashMap.class, new MapCodec<>(Tag.CONCURRENT_MAP, 40, Mould.plain(ConcurrentHashMap::new)));
        put(TreeSet.class, new CollectionCodec<>(Tag.TREE_SET, 48, Mould.SORTED_SET));
        put(TreeMap.class, new MapCodec<>(Tag.TREE_MAP, 48, Mould.SORTED_MAP));
        put(PriorityQueue.class, new CollectionCodec<>(Tag.PRIORITY_QUEUE, 6, Mould.PRIORITY_QUEUE));
        putEnumCollections();
        put(AbstractMap.SimpleEntry.class, new EntryCodec(true));
        put(AbstractMap.SimpleImmutableEntry.class, new EntryCodec(false));
        BY_TAG[Tag.ENUM] = EnumCodec.INSTANCE;
    }

    private CodecTable() {}

    /** Null for a class that must be registered. */
    static @Nullable ValueCodec ofClass(Class<?> type) {
        return FOUND.get(type).codec;
    }

    static @Nullable ValueCodec ofTag(int tag) {
        return tag >= 0 && tag < BY_TAG.length ? BY_TAG[tag] : null;
    }

    private static void put(Class<?> type, ValueCodec codec) {
        BY_CLASS.put(type, codec);
        BY_TAG[codec.tag()] = codec;
    }

    @SuppressWarnings("JdkObsolete") // users have them
    private static void putLinkedList() {
        put(LinkedList.class, new CollectionCodec<>(Tag.LINKED_LIST, 24, Mould.plain(LinkedList::new)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // of an enum that is known at run time only
    private static void putEnumCollections() {
        put(EnumSet.class, new CollectionCodec(Tag.ENUM_SET, 1, EnumCollections.sets()));
        put(EnumMap.class, new MapCodec(Tag.ENUM_MAP, 4, EnumCollections.maps()));
    }

    private static @Nullable ValueCodec find(Class<?> type) {
        ValueCodec exact = BY_CLASS.get(type);
        if (exact != null) {
            return exact;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return EnumCodec.INSTANCE;
        }
        if (type.isRecord()) {
            return new RecordCodec(RecordType.of(type));
        }
        if (type.isArray()) {
            return ObjectArrayCodec.INSTANCE;
        }
        if (LentValues.class.isAssignableFrom(type)) {
            return LENT;
        }
        if (ZoneId.class.isAssignableFrom(type)) {
            return BY_CLASS.get(ZoneId.class);
        }
        if (ByteBuffer.class.isAssignableFrom(type)) {
            return BY_CLASS.get(ByteBuffer.class);
        }
        boolean hidden = type.getPackageName().equals("java.util") && !Modifier.isPublic(type.getModifiers());
        return hidden ? ofHidden(type) : null;
    }

    /** The views and immutable collections of java.util read back as the plainest collection that is equal to them. */
    private static @Nullable ValueCodec ofHidden(Class<?> type) {
        Class<?> plain = null;
        if (EnumSet.class.isAssignableFrom(type)) {
            plain = EnumSet.class;
        } else if (SortedSet.class.isAssignableFrom(type)) {
            plain = TreeSet.class;
        } else if (Set.class.isAssignableFrom(type)) {
            plain = LinkedHashSet.class;
        } else if (SortedMap.class.isAssignableFrom(type)) {
            plain = TreeMap.class;
        } else if (Map.class.isAssignableFrom(type)) {
            plain = LinkedHashMap.class;
        } else if (Collection.class.isAssignableFrom(type)) {
            plain = ArrayList.class;
        } else if (Map.Entry.class.isAssignableFrom(type)) {
            plain = AbstractMap.SimpleImmutableEntry.class;
        }
        return plain == null ? null : BY_CLASS.get(plain);
    }
}
