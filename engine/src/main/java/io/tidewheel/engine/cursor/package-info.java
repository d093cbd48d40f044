/** How rows move inside a task: pushed into sinks or pulled from cursors. Start at {@link io.tidewheel.engine.cursor.Cursor}. */
@NullMarked
package io.tidewheel.engine.cursor;

import org.jspecify.annotations.NullMarked;
