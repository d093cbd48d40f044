package io.tidewheel.batch.action;

/** Marks the sinks whose result holds rows as they came, so that strict mode looks whether they stay so. */
interface KeepsRows {}
