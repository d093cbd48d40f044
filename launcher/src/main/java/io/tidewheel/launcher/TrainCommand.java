package io.tidewheel.launcher;

import java.util.List;

/** Runs what most starts run, so that the JVM can archive the classes; {@code bin/tidewheel} calls it. */
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
        return SessionOptions.ALL;
    }

    @Override
    public int run(Arguments arguments) {
        Launch launch = Launch.prepare(arguments);
        return launch.isVerbose() ? ExitCode.USAGE : ExitCode.DONE;
    }
}
