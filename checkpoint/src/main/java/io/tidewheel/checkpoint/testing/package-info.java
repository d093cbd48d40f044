/**
 * Storages that fail as disks, machines and networks do, for tests of whatever keeps something on a storage. Start at
 * {@link io.tidewheel.checkpoint.testing.SimulatedDisk}. Without JUnit.
 */
@NullMarked
package io.tidewheel.checkpoint.testing;

import org.jspecify.annotations.NullMarked;
