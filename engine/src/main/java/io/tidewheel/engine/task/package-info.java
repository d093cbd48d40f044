/** Who a task is and what it may use. Start at {@link io.tidewheel.engine.task.TaskContext}. */
@NullMarked
package io.tidewheel.engine.task;

import org.jspecify.annotations.NullMarked;
