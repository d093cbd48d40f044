package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.USER_FUNCTION;

import io.tidewheel.engine.plan.CrossNode;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.ZipNode;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Whether the functions of a job can be sent to its tasks; asked when they are given, so that the trace shows where. */
final class ClosureCheck {
    private ClosureCheck() {}

    /** @throws TidewheelException (USER_FUNCTION) if a function of this node, not of its parents, cannot be serialised */
    static void check(PlanNode node) {
        if (node instanceof NarrowNode narrow) {
            check(narrow.step().name(), narrow.step());
        } else if (node instanceof ExchangeNode exchange) {
            check(exchange.exchange().describe(), exchange.exchange());
        } else if (node instanceof ZipNode zip) {
            check("zip", zip.zipper());
        } else if (node instanceof CrossNode cross) {
            check("cartesian", cross.crosser());
        }
    }

    /**
     * @param operation what the function was given to
     * @throws TidewheelException (USER_FUNCTION) names what it captures, where it is, and the way out
     */
    static void check(String operation, Object function) {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(function);
        } catch (IOException e) {
            throw refused(operation, Capture.unserialisable(function), e);
        } catch (StackOverflowError e) {
            throw new TidewheelException(
                    USER_FUNCTION,
                    "the function given to " + operation
                            + " cannot be sent to tasks: what it captures nests too deep for"
                            + " serialisation, as a long linked list of your own does; capture a java.util collection, or"
                            + " broadcast the data",
                    e);
        }
    }

    private static TidewheelException refused(String operation, @Nullable Capture capture, IOException failure) {
        String what = "the function given to " + operation + " cannot be sent to tasks: ";
        if (capture == null) {
            return new TidewheelException(
                    USER_FUNCTION, what + "serialising it failed: " + failure + "; correct what it captures", failure);
        }
        String type = capture.type().getName();
        if (capture.object() instanceof Rows<?> || capture.object() instanceof Tidewheel) {
            return new TidewheelException(
                    USER_FUNCTION,
                    what + "it captures " + capture.path() + ", a " + type
                            + "; sessions and datasets exist on the driver only: compute the value with an action before"
                            + " and capture that, broadcast it, or join the two datasets",
                    failure);
        }
        return new TidewheelException(
                USER_FUNCTION,
                what + "it captures " + capture.path() + ", a " + type
                        + ", which is not java.io.Serializable; "
                        + (capture.isEnclosingObject()
                                ? "copy the fields it uses into local variables first, make the function static, or make"
                                        + " the class Serializable"
                                : "make the class Serializable, capture only what is needed of it in a local variable, or"
                                        + " create the object inside the function, once per partition with mapPartitions"),
                failure);
    }
}
