package io.tidewheel.launcher;

import static io.tidewheel.launcher.Option.refused;
import static io.tidewheel.launcher.Option.toggle;
import static io.tidewheel.launcher.Option.valued;

import java.util.List;
import java.util.stream.Stream;

/** The options of {@code submit}: those of spark-submit, each of which works or says why it does not. */
final class SubmitOptions {
    static final Option CLASS = valued("--class", "CLASS", "the main class; default: Main-Class of the jar's manifest");
    static final Option DEPLOY_MODE = valued("--deploy-mode", "MODE", "client: main runs in this JVM (the only mode)");
    static final Option JARS = valued("--jars", "JAR,..", "jars of the application; * stands for any part of a name");
    static final Option DRIVER_CLASS_PATH =
            valued("--driver-class-path", "PATH", "jars and folders that come before --jars and --packages");
    static final Option PACKAGES =
            valued("--packages", "GROUP:ARTIFACT:VERSION,..", "Maven artifacts, with all they depend on");
    static final Option EXCLUDE_PACKAGES =
            valued("--exclude-packages", "GROUP:ARTIFACT,..", "artifacts that --packages shall leave out");
    static final Option REPOSITORIES =
            valued("--repositories", "URL,..", "repositories searched for --packages before Maven Central");
    static final Option VERSION = toggle("--version", "print the versions of Tidewheel and Java");

    private static final String ONE_JVM = "tasks run in this JVM; use --master local[N] for N cores";
    private static final String CLUSTER = "there is no cluster module yet; jobs run in this JVM";
    private static final String NO_COPY = "nothing is copied on one machine; open the file by its path";

    static final List<Option> ALL = Stream.concat(
                    Stream.of(
                            CLASS,
                            DEPLOY_MODE,
                            JARS,
                            DRIVER_CLASS_PATH,
                            PACKAGES,
                            EXCLUDE_PACKAGES,
                            REPOSITORIES,
                            VERSION,
                            refused("--archives", "FILES", "nothing is copied on one machine; unpack it, use its path"),
                            refused("--files", "FILES", NO_COPY),
                            refused("--py-files", "FILES", "Python is not supported; submit a jar"),
                            refused("--remote", "URL", "there is no Connect server; use --master local[*]"),
                            refused(
                                    "--load-spark-defaults",
                                    null,
                                    "Spark's files are not read; put settings into conf/tidewheel-defaults.conf"),
                            refused("--usage-error", null, "use --help"),
                            refused("--executor-memory", "SIZE", "tasks run in this JVM; use --driver-memory"),
                            refused("--driver-cores", "N", ONE_JVM),
                            refused("--executor-cores", "N", ONE_JVM),
                            refused("--total-executor-cores", "N", ONE_JVM),
                            refused("--num-executors", "N", ONE_JVM),
                            refused("--supervise", null, CLUSTER + "; restart it with systemd or your scheduler"),
                            refused("--kill", "ID", CLUSTER + "; stop it with Ctrl-C or kill"),
                            refused("--status", "ID", CLUSTER + "; its exit code says how it ended"),
                            refused("--queue", "NAME", CLUSTER + "; leave it out"),
                            refused("--proxy-user", "USER", CLUSTER + "; run the command as that user"),
                            refused("--principal", "PRINCIPAL", "no login is done here; run kinit first"),
                            refused("--keytab", "FILE", "no login is done here; run kinit -kt FILE first"),
                            refused("--driver-default-class-path", "PATH", "use --driver-class-path")),
                    SessionOptions.ALL.stream())
            .toList();

    private SubmitOptions() {}
}
