package io.tidewheel.launcher;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Help and completion, laid out by picocli from the same options that {@link Arguments} reads. */
final class Help {
    private Help() {}

    /** The help of all commands. */
    static int print() {
        new CommandLine(everything()).usage(System.out, Ansi.AUTO);
        return ExitCode.DONE;
    }

    static int print(Command command) {
        new CommandLine(specification(command)).usage(System.out, Ansi.AUTO);
        return ExitCode.DONE;
    }

    /** A script for bash and zsh that completes commands and options. */
    static String completion() {
        return AutoComplete.bash("tidewheel", new CommandLine(everything()));
    }

    private static CommandSpec everything() {
        CommandSpec all = CommandSpec.create().name("tidewheel");
        UsageMessageSpec usage = all.usageMessage();
        usage.customSynopsis("tidewheel COMMAND [OPTIONS] [ARGUMENTS]");
        usage.description("Runs Tidewheel jobs.");
        usage.footer(
                "",
                "tidewheel COMMAND --help describes a command, --version prints versions.",
                "Exit codes: 0 done, 1 job failed, 2 usage or configuration, 130 Ctrl-C, 143 terminated.");
        for (Command command : Commands.all()) {
            all.addSubcommand(command.name(), specification(command));
        }
        return all;
    }

    private static CommandSpec specification(Command command) {
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

    private static OptionSpec specification(Option option) {
        OptionSpec.Builder builder =
                OptionSpec.builder(option.names().toArray(String[]::new)).description(option.doc());
        String value = option.value();
        if (value == null) {
            return builder.type(boolean.class).arity("0").build();
        }
        return builder.type(String.class).paramLabel(value).build();
    }
}
