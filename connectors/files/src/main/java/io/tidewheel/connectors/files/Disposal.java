package io.tidewheel.connectors.files;

/** What becomes of files that no replay can need. */
enum Disposal {
    KEEP,
    ARCHIVE,
    DELETE
}
