package io.tidewheel.streaming;

/** Which of several watermarks counts for what is made of all of them, such as the windows of a union. */
public enum WatermarkPolicy {
    /** The one that is behind: no row of either flow comes late because the other is ahead. */
    MINIMUM,
    /** The one that is ahead: windows are finished as early as possible, and rows of the flow behind come late. */
    MAXIMUM
}
