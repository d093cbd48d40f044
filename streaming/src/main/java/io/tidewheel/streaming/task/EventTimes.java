package io.tidewheel.streaming.task;

/**
 * What a task noticed of the times of rows.
 *
 * @param domain the name of the watermark they belong to
 * @param number of the batch attempt, as the run's parameters have it
 * @param stage of the task: a stage that is read twice, by two branches, is counted once
 * @param task the partition of the rows that were given times: tasks that read it twice, for two branches, say the same
 * @param rows that have a time
 * @param without rows that have none
 * @param ahead rows that are not believed
 * @param latestMillis of those that are believed; {@link BatchParameters#NO_WATERMARK} if there are none
 * @param sumMillis of all, about
 */
public record EventTimes(
        String domain,
        long number,
        Object stage,
        int task,
        long rows,
        long without,
        long ahead,
        long latestMillis,
        long minMillis,
        long maxMillis,
        double sumMillis) {}
