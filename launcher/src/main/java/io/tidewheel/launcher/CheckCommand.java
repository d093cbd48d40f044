package io.tidewheel.launcher;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.examples.Examples;
import io.tidewheel.streaming.QueryLaunch;
import io.tidewheel.streaming.QueryLaunch.Found;
import java.util.ArrayList;
import java.util.List;

/** Says whether a program could go on from a checkpoint, without starting its queries. */
final class CheckCommand implements Command {
    @Override
    public String synopsis() {
        return "check [OPTIONS] DIRECTORY APPLICATION.jar|EXAMPLE [ARGUMENTS]";
    }

    @Override
    public String doc() {
        return "Says what a query would find in a checkpoint, without starting it. Ends with 0 if it could go on from it,"
                + " with 4 if not. The options are those of submit.";
    }

    @Override
    public List<Option> options() {
        return SubmitOptions.ALL;
    }

    @Override
    public int run(Arguments arguments) throws ClassNotFoundException {
        List<String> words = arguments.rest();
        if (words.size() < 2) {
            throw Arguments.usage("expected a directory and a program, but got " + words + ": tidewheel " + synopsis());
        }
        String directory = words.get(0);
        String program = words.get(1);
        boolean isExample = Examples.ALL.keySet().stream().anyMatch(name -> RunCommand.isNamed(program, name));
        Launch launch = Launch.prepare(arguments);
        Class<?> type = isExample
                ? RunCommand.load(program)
                : SubmitCommand.load(SubmitCommand.application(program), arguments, launch);
        List<Found> found = new ArrayList<>();
        QueryLaunch.compareWith(directory, found::add);
        int code = Application.run(type, words.subList(2, words.size()), launch);
        return code == ExitCode.DONE ? print(directory, found) : code;
    }

    private static int print(String directory, List<Found> found) {
        boolean isOfOne = false;
        boolean isRefused = false;
        for (Found query : found) {
            TidewheelException refusal = query.refusal();
            if (refusal != null) {
                isRefused = true;
                System.out.println(
                        "query '" + query.query() + "' cannot go on from " + directory + ": " + refusal.getMessage());
            } else if (!query.report().isEmpty()) {
                isOfOne = true;
                System.out.println("query '" + query.query() + "' would go on from " + directory);
            }
            query.report().lines().forEach(line -> System.out.println("  " + line));
        }
        if (!isOfOne && !isRefused) {
            System.out.println("checkpoint " + directory + " is that of none of the queries that the program starts: "
                    + found.stream().map(Found::query).toList());
        }
        return isOfOne && !isRefused ? ExitCode.DONE : ExitCode.CHECKPOINT;
    }
}
