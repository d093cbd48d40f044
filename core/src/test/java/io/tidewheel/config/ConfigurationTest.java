package io.tidewheel.config;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.codec.Compression;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void when_nothingIsGiven_then_defaultsHold() {
        Configuration configuration = Configuration.DEFAULT;
        assertThat(configuration.get(Keys.MASTER)).isEqualTo("local[*]");
        assertThat(configuration.get(Keys.FILES_SPLIT_BYTES)).isEqualTo(32L << 20);
        assertThat(configuration.get(Keys.CANCEL_GRACE)).isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.get(Keys.SPILL_CODEC)).isEqualTo(Compression.LZ4);
        assertThat(configuration.origin(Keys.MASTER)).hasToString("default");
    }

    @Test
    void when_everyLayerGivesAKey_then_theStrongerWinsInAnyOrder() {
        List<Layer> strongestFirst = Arrays.asList(Layer.values().clone());
        Collections.reverse(strongestFirst);
        for (int from = 0; from < strongestFirst.size(); from++) {
            List<Layer> layers = strongestFirst.subList(from, strongestFirst.size());
            Configuration.Builder down = Configuration.builder();
            Configuration.Builder up = Configuration.builder();
            for (int i = 0; i < layers.size(); i++) {
                down.set(
                        new Origin(layers.get(i), ""),
                        "tidewheel.app.name",
                        layers.get(i).name());
                Layer weak = layers.get(layers.size() - 1 - i);
                up.set(new Origin(weak, ""), "tidewheel.app.name", weak.name());
            }
            assertThat(down.build().get(Keys.APP_NAME)).isEqualTo(layers.get(0).name());
            assertThat(up.build().get(Keys.APP_NAME)).isEqualTo(layers.get(0).name());
        }
        assertThat(strongestFirst)
                .extracting(Layer::toString)
                .containsExactly(
                        "code",
                        "flag",
                        "--conf",
                        "--properties-file",
                        "conf/tidewheel-defaults.conf",
                        "environment",
                        "default");
    }

    @Test
    void when_filesAndEnvironmentGiveKeys_then_originsNameThem() throws IOException {
        Path file = folder.resolve("job.properties");
        Files.writeString(file, "# of this job\ntidewheel.app.name = küste\ntidewheel.local.dir /data/spill \n");
        Configuration configuration = Configuration.builder()
                .environment(Map.of("TIDEWHEEL_APP_NAME", "env", "TIDEWHEEL_STRICT", "true", "TIDEWHEEL_HOME", "/opt"))
                .file(Layer.PROPERTIES_FILE, file)
                .build();
        assertThat(configuration.get(Keys.APP_NAME)).isEqualTo("küste");
        assertThat(configuration.get(Keys.LOCAL_DIR)).isEqualTo("/data/spill");
        assertThat(configuration.get(Keys.STRICT)).isTrue();
        assertThat(configuration.origin(Keys.APP_NAME)).hasToString("--properties-file " + file);
        assertThat(configuration.origin(Keys.STRICT)).hasToString("environment TIDEWHEEL_STRICT");
    }

    @Test
    void when_fileIsMissing_then_theErrorNamesIt() {
        Path file = folder.resolve("none.conf");
        assertThatThrownBy(() -> Configuration.builder().file(Layer.PROPERTIES_FILE, file))
                .hasMessage("--properties-file: there is no file " + file);
    }

    @Test
    void when_keyIsUnknown_then_theErrorNamesTheNearest() {
        assertThatThrownBy(() -> Configuration.builder().set("tidewheel.file.splitbytes", "1m"))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(CONFIGURATION))
                .hasMessage("there is no setting 'tidewheel.file.splitbytes' (from code); the nearest is"
                        + " 'tidewheel.files.split.bytes'");
        assertThatThrownBy(() -> Configuration.builder().set(new Origin(Layer.CONF, ""), "tidewheel.hadoop.", "1"))
                .hasMessageStartingWith("there is no setting 'tidewheel.hadoop.' (from --conf); the nearest is ");
        assertThatThrownBy(() -> Configuration.builder().set(new Origin(Layer.CONF, ""), "spark.executor.memory", "1g"))
                .hasMessage("there is no setting 'spark.executor.memory' (from --conf); all begin with 'tidewheel.',"
                        + " Spark's are not read; docs/configuration.md lists them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tidewheel.files.split.bytes | lots  | a size such as 512k, 64m or 2g",
                "tidewheel.memory.max        | -1    | a size such as 512k, 64m or 2g",
                "tidewheel.memory.max        | 9999999999g | a size such as 512k, 64m or 2g",
                "tidewheel.memory.max        | 99999999999999999999 | a size such as 512k, 64m or 2g",
                "tidewheel.memory.fraction   | 1.5   | a number from 0.05 to 0.95",
                "tidewheel.memory.fraction   | NaN   | a number from 0.05 to 0.95",
                "tidewheel.default.parallelism | x   | a whole number from 0 to 1000000",
                "tidewheel.task.max.failures | 0     | a whole number from 1 to 1000",
                "tidewheel.strict            | yes   | true or false",
                "tidewheel.cancel.grace      | 5     | a time such as 500ms, 10s or 5m",
                "tidewheel.cancel.grace      | PT-5S | a time such as 500ms, 10s or 5m",
                "tidewheel.cancel.grace      | 999999999999999999d | a time such as 500ms, 10s or 5m",
                "tidewheel.spill.codec       | gzip  | one of none, lz4, zstd",
                "tidewheel.scheduler.mode    | first | one of fifo, fair",
                "tidewheel.log.level         | loud  | one of error, warn, info, debug, trace"
            })
    void when_valueIsBad_then_theErrorSaysWhatIsExpected(String name, String value, String expected) {
        Origin origin = new Origin(Layer.FLAG, "--x");
        assertThatThrownBy(() -> Configuration.builder().set(origin, name, value))
                .isInstanceOf(TidewheelException.class)
                .hasMessage(name + " is '" + value + "' (from flag --x) but must be " + expected);
    }

    @ParameterizedTest
    @CsvSource({"64m, 67108864", "2g, 2147483648", "7, 7", "1 KB, 1024", "1MiB, 1048576", "1t, 1099511627776"})
    void when_bytesAreGiven_then_unitsArePowersOf1024(String text, long bytes) {
        assertThat(Configuration.DEFAULT.with("tidewheel.memory.max", text).get(Keys.MEMORY_MAX))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "2m, PT2M", "3h, PT3H", "1d, PT24H", "7us, PT0.000007S", "PT3S, PT3S"})
    void when_timesAreGiven_then_unitsHold(String text, Duration expected) {
        assertThat(Configuration.DEFAULT.with("tidewheel.cancel.grace", text).get(Keys.CANCEL_GRACE))
                .isEqualTo(expected);
    }

    @Test
    void when_valuesComeAsObjects_then_theyReadBack() {
        Configuration configuration = Configuration.DEFAULT
                .with(Keys.CANCEL_GRACE, Duration.ofMillis(1500))
                .with(Keys.SPILL_CODEC, Compression.ZSTD)
                .with(Keys.MEMORY_MAX, 5L)
                .with(Keys.SCHEDULER_MODE, SchedulerMode.FAIR);
        assertThat(configuration.get(Keys.CANCEL_GRACE)).isEqualTo(Duration.ofMillis(1500));
        assertThat(configuration.get(Keys.SPILL_CODEC)).isEqualTo(Compression.ZSTD);
        assertThat(configuration.get(Keys.MEMORY_MAX)).isEqualTo(5);
        assertThat(configuration.get(Keys.SCHEDULER_MODE)).isEqualTo(SchedulerMode.FAIR);
        assertThat(Configuration.DEFAULT.get(Keys.MEMORY_MAX)).isZero();
    }

    @Test
    void when_described_then_everyKeyIsThereAndSecretsAreNot() {
        Configuration configuration = Configuration.builder()
                .set(new Origin(Layer.CONF, ""), "tidewheel.hadoop.fs.s3a.secret.key", "hunter2")
                .set(new Origin(Layer.CONF, ""), "tidewheel.hadoop.fs.defaultFS", "hdfs://me:hunter2@host/")
                .build();
        assertThat(configuration.hadoop())
                .containsExactly(
                        Map.entry("fs.defaultFS", "hdfs://me:hunter2@host/"),
                        Map.entry("fs.s3a.secret.key", "hunter2"));
        List<Setting> settings = configuration.describe();
        assertThat(settings).hasSize(Keys.ALL.size() + 2);
        assertThat(settings.toString())
                .contains("name=tidewheel.master, value=local[*], origin=default, doc=Where jobs run")
                .contains("value=hdfs://me:*****@host/, origin=--conf")
                .doesNotContain("hunter2");
    }
}
