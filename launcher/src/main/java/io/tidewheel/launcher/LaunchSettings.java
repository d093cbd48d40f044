package io.tidewheel.launcher;

import io.tidewheel.config.ConfigKey;
import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import io.tidewheel.config.Layer;
import io.tidewheel.config.NearestName;
import io.tidewheel.config.Origin;
import io.tidewheel.config.Setting;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.storage.Storages;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings that sessions start from: what the command line, files and environment say, each with its origin. */
final class LaunchSettings {
    /** A process that is told to stop has five seconds, and deletes its files when tasks have ended or are given up. */
    private static final String CANCEL_GRACE = "1s";

    /** Variables of the launcher that are no settings. */
    private static final List<String> OWN_VARIABLES =
            List.of("TIDEWHEEL_CACHE_DIR", "TIDEWHEEL_CONF_DIR", "TIDEWHEEL_MAVEN_ARGS");

    /** What Kubernetes gives every container beside a service whose name begins with tidewheel. */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("TIDEWHEEL_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_.*)?)");

    private LaunchSettings() {}

    /** @param installation holds conf/tidewheel-defaults.conf, null if unknown */
    static Configuration of(Arguments arguments, Map<String, String> environment, @Nullable Path installation) {
        Configuration.Builder settings = Configuration.builder();
        settings.set(new Origin(Layer.DEFAULT, "of the launcher"), Keys.CANCEL_GRACE.name(), CANCEL_GRACE);
        requireKnown(environment);
        settings.environment(environment);
        Path defaults = defaultsFile(environment, installation);
        if (defaults != null && Files.exists(defaults)) {
            settings.file(Layer.DEFAULTS_FILE, defaults);
        }
        for (String file : arguments.all(SessionOptions.PROPERTIES_FILE)) {
            settings.file(Layer.PROPERTIES_FILE, Storages.localPath(file));
        }
        for (String setting : arguments.all(SessionOptions.CONF)) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw Arguments.usage("--conf: '" + setting + "' is not KEY=VALUE");
            }
            settings.set(
                    new Origin(Layer.CONF, ""), setting.substring(0, equals).strip(), setting.substring(equals + 1));
        }
        flag(settings, arguments, SessionOptions.MASTER, Keys.MASTER.name());
        flag(settings, arguments, SessionOptions.NAME, Keys.APP_NAME.name());
        flag(settings, arguments, SessionOptions.TAKE_OVER, Keys.TAKE_OVER.name());
        flag(settings, arguments, SessionOptions.ALLOW_DROPPED_STATE, Keys.ALLOW_DROPPED_STATE.name());
        Configuration checked = settings.build();
        Master.parse(checked.get(Keys.MASTER), Runtime.getRuntime().availableProcessors());
        return checked;
    }

    private static void requireKnown(Map<String, String> environment) {
        for (String variable : environment.keySet()) {
            if (!variable.startsWith("TIDEWHEEL_") || OWN_VARIABLES.contains(variable)) {
                continue;
            }
            List<String> known = new ArrayList<>(OWN_VARIABLES);
            for (ConfigKey<?> key : Keys.ALL) {
                known.add(key.environmentName());
            }
            if (!known.contains(variable) && !OF_KUBERNETES.matcher(variable).matches()) {
                throw Arguments.usage("there is no environment variable " + variable + "; the nearest is "
                        + NearestName.of(variable, known) + "; correct or unset it");
            }
        }
    }

    /** One line for each setting: its value, redacted, and where it comes from. */
    static void print(Configuration settings, PrintStream out) {
        for (Setting setting : settings.describe()) {
            out.println(setting.name() + " = " + setting.value() + " (" + setting.origin() + ")");
        }
    }

    private static void flag(Configuration.Builder settings, Arguments arguments, Option option, String key) {
        String value = arguments.value(option);
        if (value != null) {
            settings.set(new Origin(Layer.FLAG, option.name()), key, value);
        }
    }

    private static @Nullable Path defaultsFile(Map<String, String> environment, @Nullable Path installation) {
        String folder = environment.get("TIDEWHEEL_CONF_DIR");
        if (folder != null) {
            return Path.of(folder, "tidewheel-defaults.conf");
        }
        return installation == null ? null : installation.resolve("conf").resolve("tidewheel-defaults.conf");
    }
}
