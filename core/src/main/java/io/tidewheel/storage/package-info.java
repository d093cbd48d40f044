/**
 * Filesystems by path: the local disk through java.nio, every other scheme through Hadoop. Start at
 * {@link io.tidewheel.storage.Storages}.
 */
@NullMarked
package io.tidewheel.storage;

import org.jspecify.annotations.NullMarked;
