package io.tidewheel.launcher;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress as a bar in the last line of a terminal, gone when the job is over. */
final class BarDisplay implements Progress.Display {
    private final PrintStream out;
    private final int columns;
    private @Nullable ProgressBar bar;

    BarDisplay(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void show(String job, int done, int total) {
        ProgressBar shown = bar;
        if (shown == null) {
            shown = new ProgressBarBuilder()
                    .setTaskName(job)
                    .setInitialMax(total)
                    .setUnit(" tasks", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .setConsumer(new ConsoleProgressBarConsumer(out, columns))
                    .continuousUpdate() // the time goes on while no task ends
                    .clearDisplayOnFinish()
                    .build();
            bar = shown;
        }
        shown.maxHint(total);
        shown.stepTo(done);
    }

    @Override
    public void clear() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
