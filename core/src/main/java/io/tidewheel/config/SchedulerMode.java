package io.tidewheel.config;

/** Which job's tasks go first when several jobs run at once. */
public enum SchedulerMode {
    /** The job that came first. */
    FIFO,
    /** Pools share the cores by weight; within a pool the job that came first. */
    FAIR
}
