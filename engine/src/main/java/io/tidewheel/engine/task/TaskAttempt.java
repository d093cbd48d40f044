package io.tidewheel.engine.task;

import java.io.Serializable;

/** One try at one partition of one stage of one job. Attempts count from 0. */
public record TaskAttempt(long job, StageId stage, int partition, int attempt) implements Serializable {
    @Override
    public String toString() {
        return "job " + job + "/" + stage + "/part " + partition + "/try " + attempt;
    }
}
