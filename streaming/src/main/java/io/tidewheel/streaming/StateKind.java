package io.tidewheel.streaming;

/** Where the state of a query lies while it runs; it may be another at the next start. */
public enum StateKind {
    /** On the heap. The fastest. */
    MEMORY,
    /** In files of this machine, without a native library; for more state than heap. */
    DISK,
    /** In RocksDB, within a fixed budget of memory; for much more state than heap. */
    ROCKSDB
}
