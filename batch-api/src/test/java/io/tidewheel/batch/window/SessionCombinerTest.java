package io.tidewheel.batch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.exchange.Combiner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionCombinerTest {
    private static final SessionCombiner SESSIONS = new SessionCombiner(10, new Texts(), ArrayList::new);

    /** Accumulators that are changed as rows come. */
    private record Texts() implements Combiner {
        @Override
        public Object create(@Nullable Object value) {
            return new ArrayList<>(List.of(String.valueOf(value)));
        }

        @Override
        public Object fold(@Nullable Object accumulator, @Nullable Object value) {
            texts(accumulator).add(String.valueOf(value));
            return texts(accumulator);
        }

        @Override
        public Object merge(@Nullable Object left, @Nullable Object right) {
            texts(left).addAll(texts(right));
            return texts(left);
        }

        @SuppressWarnings("unchecked") // made by create
        private static List<String> texts(@Nullable Object accumulator) {
            return (List<String>) accumulator;
        }

        @Override
        public boolean sharesFirst() {
            return false;
        }
    }

    private static Object at(long millis, String text) throws Exception {
        return SESSIONS.create(new Timestamped<>(millis, text));
    }

    @Test
    void when_sessionsOfAnotherAreTakenOver_thenOrMergedLater_thatOneStaysAsItWas() throws Exception {
        for (long millis : new long[] {0, 95, 105, 200}) { // before, reaching, within and behind the session at 100
            Object right = at(millis, "right");

            Object all = SESSIONS.merge(at(100, "left"), right);
            SESSIONS.fold(all, new Timestamped<>(millis + 1, "more"));

            assertThat(right)
                    .as("at %s", millis)
                    .isEqualTo(List.of(new Session(millis, millis + 10, List.of("right"))));
        }
    }
}
