package io.tidewheel.codec;

/** The first byte of an encoded value. On disk: numbers are never reused. docs/formats.md says what follows each. */
final class Tag {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHAR = 5;
    static final int INT = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int TEXT = 10;
    static final int PAIR = 11;
    static final int RECORD = 12;
    static final int ENUM = 13;
    static final int REGISTERED = 14;
    static final int OPTIONAL = 15;
    static final int OPTIONAL_INT = 16;
    static final int OPTIONAL_LONG = 17;
    static final int OPTIONAL_DOUBLE = 18;

    static final int LIST = 20;
    static final int LINKED_LIST = 21;
    static final int HASH_SET = 22;
    static final int LINKED_HASH_SET = 23;
    static final int TREE_SET = 24;
    static final int ENUM_SET = 25;
    static final int ARRAY_DEQUE = 26;
    static final int PRIORITY_QUEUE = 27;
    static final int HASH_MAP = 30;
    static final int LINKED_HASH_MAP = 31;
    static final int TREE_MAP = 32;
    static final int ENUM_MAP = 33;
    static final int CONCURRENT_MAP = 34;
    static final int ENTRY = 35;
    static final int MUTABLE_ENTRY = 36;

    static final int BOOLEANS = 40;
    static final int BYTES = 41;
    static final int SHORTS = 42;
    static final int CHARS = 43;
    static final int INTS = 44;
    static final int LONGS = 45;
    static final int FLOATS = 46;
    static final int DOUBLES = 47;
    static final int OBJECTS = 48;

    static final int BIG_INTEGER = 50;
    static final int BIG_DECIMAL = 51;
    static final int UUID = 52;
    static final int URI = 53;
    static final int STRING_BUILDER = 54;
    static final int BIT_SET = 55;
    static final int ATOMIC_INTEGER = 56;
    static final int ATOMIC_LONG = 57;
    static final int ATOMIC_BOOLEAN = 58;
    static final int BYTE_BUFFER = 59;
    static final int LOCALE = 60;

    static final int INSTANT = 70;
    static final int DURATION = 71;
    static final int PERIOD = 72;
    static final int LOCAL_DATE = 73;
    static final int LOCAL_TIME = 74;
    static final int LOCAL_DATE_TIME = 75;
    static final int OFFSET_DATE_TIME = 76;
    static final int OFFSET_TIME = 77;
    static final int ZONED_DATE_TIME = 78;
    static final int ZONE = 79;
    static final int YEAR = 80;
    static final int YEAR_MONTH = 81;
    static final int MONTH_DAY = 82;

    /** One more than the greatest tag. */
    static final int COUNT = 83;

    private Tag() {}
}
