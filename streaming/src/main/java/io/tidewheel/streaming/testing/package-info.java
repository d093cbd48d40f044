/** What tests of queries use: sinks as strict as real ones. No test library is needed. */
@NullMarked
package io.tidewheel.streaming.testing;

import org.jspecify.annotations.NullMarked;
