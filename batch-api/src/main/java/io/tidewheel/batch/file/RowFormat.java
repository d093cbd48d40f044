package io.tidewheel.batch.file;

import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;

/** How the rows of a partition become a file. Immutable. */
public interface RowFormat extends Serializable {
    /** For explain and events: "save text". */
    String name();

    /** The end of file names, with its dot; may be empty. */
    String extension();

    /** A sink of the file's rows. Closing it completes and flushes what it wrote, and leaves {@code out} open. */
    FileSink open(OutputStream out, TaskContext context) throws IOException;
}
