package io.tidewheel.checkpoint.state;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Entries ordered by key group and key; removed ones too. Used by one thread. */
interface DiskCursor {
    boolean next() throws IOException;

    int keyGroup();

    byte[] key();

    /** Null if the key was removed. */
    byte @Nullable [] value();
}
