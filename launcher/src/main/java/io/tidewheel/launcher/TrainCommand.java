package io.tidewheel.launcher;

import io.tidewheel.examples.LogErrors;
import io.tidewheel.examples.MonteCarloPi;
import io.tidewheel.examples.SecondarySort;
import io.tidewheel.examples.WordCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs what most jobs run, so that the JVM can archive the classes when it ends; {@code bin/tidewheel} calls it. */
final class TrainCommand implements Command {
    @Override
    public String synopsis() {
        return "train";
    }

    @Override
    public String doc() {
        return "Loads the classes that a class data archive shall hold.";
    }

    @Override
    public List<Option> options() {
        return SubmitOptions.ALL;
    }

    @Override
    public int run(Arguments arguments) {
        Launch launch = Launch.prepare(arguments);
        return Application.run(launch, () -> {
            new ApplicationClassLoader(List.of(), TrainCommand.class.getClassLoader()).close();
            Path log = Files.createTempFile("tidewheel-train", ".log");
            try {
                Files.writeString(
                        log, "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /page HTTP/1.1\" 404 1 \"-\" \"-\"\n");
                WordCount.main(new String[] {log.toString()});
                LogErrors.main(new String[] {log.toString()});
                SecondarySort.main(new String[0]);
                MonteCarloPi.main(new String[] {"1000"});
            } finally {
                Files.delete(log);
            }
        });
    }
}
