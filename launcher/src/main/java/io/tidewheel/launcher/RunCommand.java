package io.tidewheel.launcher;

import io.tidewheel.examples.Examples;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Runs one of the examples. */
final class RunCommand implements Command {
    @Override
    public String synopsis() {
        return "run [OPTIONS] [EXAMPLE [ARGUMENTS]]";
    }

    @Override
    public String doc() {
        return "Runs an example; without a name, lists them.";
    }

    @Override
    public List<Option> options() {
        return SessionOptions.ALL;
    }

    @Override
    public Collection<String> names() {
        return Examples.ALL.keySet();
    }

    @Override
    public int run(Arguments arguments) throws ClassNotFoundException {
        if (arguments.rest().isEmpty()) {
            Examples.ALL.forEach((name, doc) -> System.out.printf("%-16s %s%n", name, doc));
            return ExitCode.DONE;
        }
        Launch launch = Launch.prepare(arguments); // first, for what is wrong with options may look like an example
        Class<?> example = load(arguments.rest().get(0));
        return Application.run(
                example, arguments.rest().subList(1, arguments.rest().size()), launch);
    }

    static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName("io.tidewheel.examples." + example(name));
    }

    /** Whether a word means an example: {@code page-hits} is {@code PageHits}. */
    static boolean isNamed(String word, String example) {
        return word.equals(example) || word.equals(dashed(example));
    }

    private static String example(String name) {
        for (String known : Examples.ALL.keySet()) {
            if (isNamed(name, known)) {
                return known;
            }
        }
        throw Arguments.usage("there is no example '" + name + "'" + Nearest.hint(name, Examples.ALL.keySet())
                + "; tidewheel run lists them");
    }

    private static String dashed(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
