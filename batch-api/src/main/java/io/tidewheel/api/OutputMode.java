package io.tidewheel.api;

/** When a stream gives the windows of an aggregation. A batch gives each once, whichever is chosen. */
public enum OutputMode {
    /** Each window once, when it is finished. */
    APPEND,
    /** After each micro-batch the windows it has changed, with their new results: what follows sees updates. */
    UPDATE
}
