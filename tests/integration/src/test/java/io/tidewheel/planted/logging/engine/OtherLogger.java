package io.tidewheel.planted.logging.engine;

import java.util.logging.Logger;

/** Logs past SLF4J. */
public final class OtherLogger {
    private static final Logger LOG = Logger.getLogger(OtherLogger.class.getName());

    private OtherLogger() {}

    public static void log() {
        LOG.info("past SLF4J");
    }
}
