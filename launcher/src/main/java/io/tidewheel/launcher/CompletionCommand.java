package io.tidewheel.launcher;

import java.util.List;

/** Prints the completion script. */
final class CompletionCommand implements Command {
    @Override
    public String synopsis() {
        return "completion";
    }

    @Override
    public String doc() {
        return "Prints a completion script for bash and zsh: source <(tidewheel completion)";
    }

    @Override
    public List<Option> options() {
        return List.of(SessionOptions.HELP);
    }

    @Override
    public int run(Arguments arguments) {
        if (!arguments.rest().isEmpty()) {
            throw Arguments.usage("'" + arguments.rest().get(0) + "' is not expected: one script serves bash and zsh");
        }
        System.out.print(Help.completion());
        return ExitCode.DONE;
    }
}
