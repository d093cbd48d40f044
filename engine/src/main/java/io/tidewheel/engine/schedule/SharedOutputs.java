package io.tidewheel.engine.schedule;

import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.ExchangeNode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exchange outputs and computed values that one run of a plan and the sub-plans it needs have in common: maps and
 * sub-plans run once, in whichever comes first. Lives as long as that run. Changed by the thread that runs the plan, while none of its tasks run.
 */
final class SharedOutputs {
    private final Set<ExchangeNode> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<ExchangeNode, Outputs> kept = new IdentityHashMap<>();
    private final Map<Computed<?>, Object> values = new HashMap<>();

    /** A plan that is about to run its sub-plans will read these exchanges itself. */
    void want(Collection<ExchangeNode> exchanges) {
        wanted.addAll(exchanges);
    }

    boolean isWanted(ExchangeNode exchange) {
        return wanted.contains(exchange);
    }

    void keep(ExchangeNode exchange, Outputs outputs) {
        kept.put(exchange, outputs);
    }

    /** The value of a sub-plan, known since it ran; null if it did not. */
    @Nullable
    Object value(Computed<?> need) {
        return values.get(need);
    }

    void keep(Computed<?> need, Object value) {
        values.put(need, value);
    }

    /** Outputs that an earlier sub-plan made, from now on the caller's; null if there are none. */
    @Nullable
    Outputs take(ExchangeNode exchange) {
        return kept.remove(exchange);
    }

    /** What nobody took. */
    Collection<Outputs> rest() {
        return kept.values();
    }
}
