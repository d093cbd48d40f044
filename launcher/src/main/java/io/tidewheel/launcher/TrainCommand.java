package io.tidewheel.launcher;

import io.tidewheel.examples.LogErrors;
import io.tidewheel.examples.MonteCarloPi;
import io.tidewheel.examples.SecondarySort;
import io.tidewheel.examples.WordCount;
import java.io.IOException;
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
    public int run(Arguments arguments) throws IOException, ClassNotFoundException {
        Launch launch = Launch.prepare(Arguments.parse(
                SubmitOptions.ALL, List.of("--master", "local[*]", "--conf", "tidewheel.app.name=training", "run")));
        new ApplicationClassLoader(List.of(), TrainCommand.class.getClassLoader()).close();
        Path log = Files.createTempFile("tidewheel-train", ".log");
        try {
            Files.writeString(
                    log, "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /page HTTP/1.1\" 404 1 \"-\" \"-\"\n");
            new RunCommand().run(Arguments.parse(SessionOptions.ALL, List.of())); // lists the examples
            int failed = 0;
            failed |= Application.run(WordCount.class, List.of(log.toString()), launch);
            failed |= Application.run(LogErrors.class, List.of(log.toString()), launch);
            failed |= Application.run(SecondarySort.class, List.of(), launch);
            failed |= Application.run(MonteCarloPi.class, List.of("1000"), launch);
            return failed;
        } finally {
            Files.delete(log);
        }
    }
}
