package io.tidewheel.engine.task;

import java.io.Serializable;

/** Numbers the stages of one job, parents first, from 0. */
public record StageId(int number) implements Serializable, Comparable<StageId> {
    @Override
    public int compareTo(StageId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "stage " + number;
    }
}
