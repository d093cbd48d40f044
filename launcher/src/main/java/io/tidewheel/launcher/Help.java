package io.tidewheel.launcher;

import java.io.File;
import java.util.Collection;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Help and completion, laid out by picocli from the same options that {@link Arguments} reads. */
final class Help {
    private Help() {}

    /** The help of all commands. */
    static int print() {
        new CommandLine(everything(false)).usage(System.out, Ansi.AUTO);
        return ExitCode.DONE;
    }

    static int print(Command command) {
        new CommandLine(specification(command, false)).usage(System.out, Ansi.AUTO);
        return ExitCode.DONE;
    }

    /** A script for bash and zsh that completes commands and options. */
    static String completion() {
        return AutoComplete.bash("tidewheel", new CommandLine(everything(true)));
    }

    private static CommandSpec everything(boolean withArguments) {
        CommandSpec all = CommandSpec.create().name("tidewheel");
        UsageMessageSpec usage = all.usageMessage();
        usage.customSynopsis("tidewheel COMMAND [OPTIONS] [ARGUMENTS]");
        usage.description("Runs Tidewheel jobs.");
        usage.footer(
                "",
                "tidewheel COMMAND --help describes a command, --version prints versions.",
                "Exit codes: 0 done, 1 job failed, 2 usage or configuration, 130 Ctrl-C, 143 terminated.");
        for (Command command : Commands.all()) {
            all.addSubcommand(command.name(), specification(command, withArguments));
        }
        return all;
    }

    private static CommandSpec specification(Command command, boolean withArguments) {
        CommandSpec specification = CommandSpec.create().name(command.name());
        UsageMessageSpec usage = specification.usageMessage();
        usage.customSynopsis("tidewheel " + command.synopsis());
        usage.description(command.doc());
        usage.optionListHeading("%nOptions:%n");
        usage.sortOptions(false);
        for (Option option : command.options()) {
            if (!option.isRefused()) {
                specification.addOption(specification(option));
            }
        }
        if (withArguments && command.synopsis().contains("ARGUMENTS")) {
            addArguments(specification, command.names());
        }
        List<String> refused = command.options().stream()
                .filter(Option::isRefused)
                .map(option -> "  " + option.name() + ": " + option.doc())
                .toList();
        if (!refused.isEmpty()) {
            usage.footerHeading("%nOptions of spark-submit without a meaning here:%n");
            usage.footer(refused.toArray(String[]::new));
        }
        return specification;
    }

    /** For completion alone: in the help the synopsis tells of them. */
    private static void addArguments(CommandSpec specification, Collection<String> names) {
        PositionalParamSpec.Builder first = PositionalParamSpec.builder().index("0");
        if (names.isEmpty()) {
            first.type(File.class);
        } else {
            first.type(String.class).completionCandidates(names);
        }
        specification.addPositional(first.build());
        specification.addPositional(
                PositionalParamSpec.builder().index("1..*").type(File[].class).build());
    }

    private static OptionSpec specification(Option option) {
        OptionSpec.Builder builder =
                OptionSpec.builder(option.names().toArray(String[]::new)).description(option.doc());
        String value = option.value();
        if (value == null) {
            return builder.type(boolean.class).arity("0").build();
        }
        boolean isPath = value.equals("FILE") || value.equals("PATH") || value.startsWith("JAR");
        return builder.type(isPath ? File.class : String.class)
                .paramLabel(value)
                .build();
    }
}
