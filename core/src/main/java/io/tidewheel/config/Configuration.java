package io.tidewheel.config;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of one session: immutable, checked, each with its origin. The origins override one another as the
 * {@link Layer}s say, however they are put in.
 */
public final class Configuration {
    private static final Map<String, ConfigKey<?>> KNOWN =
            Keys.ALL.stream().collect(Collectors.toUnmodifiableMap(ConfigKey::name, key -> key));
    private static final Origin BY_DEFAULT = new Origin(Layer.DEFAULT, "");

    /** Nothing given. */
    public static final Configuration DEFAULT = builder().build();

    private final SortedMap<String, Given> given;

    /** @param value the text as its key reads it */
    private record Given(String text, Object value, Origin origin) {}

    private Configuration(SortedMap<String, Given> given) {
        this.given = given;
    }

    public static Builder builder() {
        return new Builder(new TreeMap<>());
    }

    @SuppressWarnings("unchecked") // the key of this name made the value
    public <T> T get(ConfigKey<T> key) {
        Given found = given.get(key.name());
        return found == null ? key.defaultValue() : (T) found.value;
    }

    public Origin origin(ConfigKey<?> key) {
        Given found = given.get(key.name());
        return found == null ? BY_DEFAULT : found.origin;
    }

    /** What was given for Hadoop, without the prefix {@code tidewheel.hadoop.}. */
    public Map<String, String> hadoop() {
        SortedMap<String, String> hadoop = new TreeMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith(Keys.HADOOP_PREFIX)) {
                hadoop.put(name.substring(Keys.HADOOP_PREFIX.length()), value.text);
            }
        });
        return hadoop;
    }

    /** Every key and every Hadoop setting, by name; secrets redacted. */
    public List<Setting> describe() {
        List<Setting> settings = new ArrayList<>();
        for (ConfigKey<?> key : Keys.ALL) {
            Given found = given.get(key.name());
            String text = found == null ? key.defaultText() : found.text;
            String shown = key.secret() ? Redaction.MARK : Redaction.value(key.name(), text);
            settings.add(new Setting(key.name(), shown, origin(key), key.doc()));
        }
        given.tailMap(Keys.HADOOP_PREFIX).forEach((name, value) -> {
            if (name.startsWith(Keys.HADOOP_PREFIX)) {
                settings.add(new Setting(name, Redaction.value(name, value.text), value.origin, "Passed to Hadoop."));
            }
        });
        return settings;
    }

    /** This with one setting given in code, which overrides every other origin. */
    public Configuration with(String name, String value) {
        return toBuilder().set(name, value).build();
    }

    /** This with one setting given in code, which overrides every other origin. */
    public <T> Configuration with(ConfigKey<T> key, T value) {
        return with(key.name(), value.toString());
    }

    public Builder toBuilder() {
        return new Builder(new TreeMap<>(given));
    }

    /** Collects settings; each is checked when it comes in. Errors are of kind CONFIGURATION. */
    public static final class Builder {
        private final SortedMap<String, Given> given;

        private Builder(SortedMap<String, Given> given) {
            this.given = given;
        }

        /** From code. */
        public Builder set(String name, String value) {
            return set(new Origin(Layer.CODE, ""), name, value);
        }

        /**
         * A weaker origin than one that gave the key before changes nothing; the same origin overrides itself.
         *
         * @throws TidewheelException if there is no such key, or the value is not what the key expects
         */
        public Builder set(Origin origin, String name, String value) {
            String trimmed = value.strip();
            Given now = new Given(trimmed, parse(origin, name, trimmed), origin);
            Given before = given.get(name);
            if (before == null || before.origin.layer().compareTo(origin.layer()) <= 0) {
                given.put(name, now);
            }
            return this;
        }

        /** From {@code TIDEWHEEL_*} variables. Those that are no key's are left alone: the launcher has its own. */
        public Builder environment(Map<String, String> environment) {
            for (ConfigKey<?> key : Keys.ALL) {
                String value = environment.get(key.environmentName());
                if (value != null) {
                    set(new Origin(Layer.ENVIRONMENT, key.environmentName()), key.name(), value);
                }
            }
            return this;
        }

        /** From a file of {@code name=value} or {@code name value} lines (the syntax of java.util.Properties, UTF-8). */
        public Builder file(Layer layer, Path file) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (NoSuchFileException e) {
                throw new TidewheelException(CONFIGURATION, layer + ": there is no file " + file, e);
            } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
                throw new TidewheelException(
                        CONFIGURATION, layer + ": file " + file + " cannot be read as UTF-8 properties: " + e, e);
            }
            Origin origin = new Origin(layer, file.toString());
            for (String name : properties.stringPropertyNames()) {
                set(origin, name, Objects.requireNonNull(properties.getProperty(name)));
            }
            return this;
        }

        public Configuration build() {
            return new Configuration(new TreeMap<>(given));
        }

        private static Object parse(Origin origin, String name, String value) {
            if (name.startsWith(Keys.HADOOP_PREFIX) && name.length() > Keys.HADOOP_PREFIX.length()) {
                return value;
            }
            ConfigKey<?> key = KNOWN.get(name);
            if (key == null) {
                throw new TidewheelException(
                        CONFIGURATION,
                        "there is no setting '" + name + "' (from " + origin + "); "
                                + (name.startsWith(Keys.PREFIX)
                                        ? "the nearest is '" + NearestName.of(name, KNOWN.keySet()) + "'"
                                        : "all begin with '" + Keys.PREFIX
                                                + "', Spark's are not read; docs/configuration.md lists them"));
            }
            try {
                return key.type().parse().apply(value);
            } catch (IllegalArgumentException | ArithmeticException e) {
                String shown = key.secret() ? Redaction.MARK : Redaction.text(value);
                throw new TidewheelException(
                        CONFIGURATION,
                        name + " is '" + shown + "' (from " + origin + ") but must be "
                                + key.type().expected(),
                        e);
            }
        }
    }
}
