/** What goes wrong around a job, and what its user is told: bad settings, bad functions, full disks, small heaps. */
@NullMarked
package io.tidewheel.integration.faults;

import org.jspecify.annotations.NullMarked;
