package io.tidewheel.engine.schedule;

/** A task came to need an exchange output that is not there, for instance because stored rows got lost meanwhile. */
final class MissingInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingInputException(int producer, int reducePartition) {
        super(
                "the output of stage " + producer + " for partition " + reducePartition + " is not there",
                null,
                false,
                false);
    }
}
