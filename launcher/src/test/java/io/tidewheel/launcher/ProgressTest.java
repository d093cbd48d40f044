package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.engine.event.EngineEvent.JobEnded;
import io.tidewheel.engine.event.EngineEvent.JobStarted;
import io.tidewheel.engine.event.EngineEvent.Outcome;
import io.tidewheel.engine.event.EngineEvent.StageEnded;
import io.tidewheel.engine.event.EngineEvent.StageStarted;
import io.tidewheel.engine.task.StageId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> shown = new ArrayList<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final Progress progress = new Progress(
            new Progress.Display() {
                @Override
                public void show(String job, int done, int total) {
                    shown.add(job + " " + done + "/" + total);
                }

                @Override
                public void clear() {
                    shown.add("clear");
                }
            },
            now::get,
            later::add);

    @Test
    void when_aJobIsOverSoon_then_nothingIsShown() {
        progress.on(new JobStarted(1, "count", 2, 4));
        progress.on(new StageStarted(1, new StageId(1), 2, ""));
        now.addAndGet(Progress.PATIENCE_NANOS);
        progress.on(new StageEnded(1, new StageId(1)));
        progress.on(new JobEnded(1, Outcome.SUCCEEDED, 4, 0, ""));

        assertThat(shown).isEmpty();
    }

    @Test
    void when_aJobTakesLonger_then_itIsShownUntilItEnds() {
        progress.on(new JobStarted(1, "", 2, 4));
        now.addAndGet(Progress.PATIENCE_NANOS + 1);
        progress.on(new StageEnded(1, new StageId(1)));
        progress.on(new JobEnded(1, Outcome.SUCCEEDED, 4, 0, ""));

        assertThat(shown).containsExactly("job 1 0/4", "clear");
    }

    @Test
    void when_theFirstTaskIsSlow_then_theJobIsShownBeforeItEnds() {
        progress.on(new JobStarted(1, "count", 2, 4));
        now.addAndGet(Progress.PATIENCE_NANOS / 2);
        progress.on(new JobStarted(2, "sum", 1, 1));
        now.addAndGet(Progress.PATIENCE_NANOS / 2 + 1);
        assertThat(later).hasSize(1);
        later.remove().run();
        assertThat(shown).containsExactly("count 0/4");
        now.addAndGet(Progress.PATIENCE_NANOS);
        later.remove().run();
        assertThat(shown).containsExactly("count 0/4", "sum 0/1");
        assertThat(later).isEmpty();
    }

    @Test
    void when_progressCloses_then_theDisplayIsCleared() {
        progress.on(new JobStarted(7, "count", 1, 1));
        now.addAndGet(Progress.PATIENCE_NANOS + 1);
        progress.on(new StageStarted(7, new StageId(1), 1, ""));
        progress.close();
        progress.close();

        assertThat(shown).containsExactly("count 0/1", "clear");
    }

    @Test
    void when_thereIsNoTerminal_then_linesComeNowAndThenAndAtTheEnd() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LineDisplay lines = new LineDisplay(new PrintStream(bytes, true, StandardCharsets.UTF_8), now::get);

        lines.show("count", 1, 9);
        now.addAndGet(1_000_000_000);
        lines.show("count", 2, 9);
        now.addAndGet(1_000_000_000);
        lines.show("count", 3, 9);
        lines.show("count", 9, 9);
        lines.show("count", 9, 9);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .hasToString("count: 1 of 9 tasks\ncount: 3 of 9 tasks\ncount: 9 of 9 tasks\n");
    }

    @Test
    void when_thereIsATerminal_then_aBarIsDrawnAndGoes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BarDisplay bar = new BarDisplay(new PrintStream(bytes, true, StandardCharsets.UTF_8), 80);

        bar.show("count", 3, 9);
        bar.clear();
        bar.clear();

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("count", "3/9 tasks");
    }
}
