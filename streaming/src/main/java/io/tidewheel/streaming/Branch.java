package io.tidewheel.streaming;

import io.tidewheel.api.Rows;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.StreamSink;
import java.util.Set;

/** A way through a query that ends somewhere: in a sink, or in a function of the user's. */
sealed interface Branch {
    String name();

    StreamNode<?> node();

    /**
     * @param kind what each row means
     * @param keyed rows are pairs
     */
    record ToSink<T>(String name, StreamNode<?> node, StreamSink<T> sink, ChangeKind kind, boolean keyed)
            implements Branch {}

    record ToFunction<D extends Rows<?>>(String name, StreamNode<D> node, BatchFunction<D> function)
            implements Branch {}

    static Branch toSink(String name, StreamNode<?> node, StreamSink<?> sink, boolean updates, boolean keyed) {
        Given.argument("to", "name", name);
        Given.argument("to '" + name + "'", "sink", sink);
        ChangeKind kind = updates ? ChangeKind.UPDATE_AFTER : ChangeKind.INSERT;
        Set<ChangeKind> accepted = sink.accepts();
        if (!accepted.contains(kind)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "sink '" + name + "', " + sink.describe() + ", takes " + accepted + " but the stream gives " + kind
                            + "; choose a sink that takes updates, or end the stream before aggregate");
        }
        return new ToSink<>(name, node, sink, kind, keyed);
    }

    static <D extends Rows<?>> Branch toFunction(String name, StreamNode<D> node, BatchFunction<D> function) {
        Given.argument("forEachBatch", "name", name);
        Given.function("forEachBatch '" + name + "'", function);
        return new ToFunction<>(name, node, function);
    }
}
