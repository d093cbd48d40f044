package io.tidewheel.config;

/** Which job's tasks go first when several jobs run at once. */
public enum SchedulerMode {
    /** The job that came first, whatever its pool. */
    FIFO,
    /** Pools share the cores equally, and the jobs in a pool share what it gets. */
    FAIR
}
