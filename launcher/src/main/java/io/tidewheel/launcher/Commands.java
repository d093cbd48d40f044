package io.tidewheel.launcher;

import java.util.List;

/** Every command, in the order of the help. Only the one that runs is made: each start loads little. */
final class Commands {
    private static final List<String> NAMES =
            List.of("demo", "run", "submit", "shell", "check", "checkpoint", "completion");

    private Commands() {}

    static List<Command> all() {
        return NAMES.stream().map(Commands::named).toList();
    }

    static Command named(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "run" -> new RunCommand();
            case "submit" -> new SubmitCommand();
            case "shell" -> new ShellCommand();
            case "check" -> new CheckCommand();
            case "checkpoint" -> new CheckpointCommand();
            case "completion" -> new CompletionCommand();
            case "train" -> new TrainCommand();
            default ->
                throw Arguments.usage("there is no command '" + name + "'" + Nearest.hint(name, NAMES)
                        + "; the commands are " + NAMES);
        };
    }
}
