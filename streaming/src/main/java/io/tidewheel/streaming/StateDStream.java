package io.tidewheel.streaming;

/**
 * What {@link KeyedDStream#mapWithState} makes, beside which the state itself can be seen.
 *
 * @param <K> the keys of the state
 * @param <S> the state
 */
public final class StateDStream<K, S, R> extends DStream<R> {
    private final StatefulNode.MappedWithState<K, ?, S, R> step;

    StateDStream(Streams streams, StatefulNode.MappedWithState<K, ?, S, R> step, String name) {
        super(streams, step, name);
        this.step = step;
    }

    @Override
    public StateDStream<K, S, R> named(String newName) {
        return new StateDStream<>(streams(), step.named(checkedName(newName)), newName);
    }

    /**
     * All keys with their state, after each batch: in a query with an {@link Streams#interval} in every interval, else
     * whenever there is a batch. Name the step before.
     */
    public KeyedDStream<K, S> snapshots() {
        return new KeyedDStream<>(streams(), new StreamNode.Snapshots<>(step), "", false);
    }
}
