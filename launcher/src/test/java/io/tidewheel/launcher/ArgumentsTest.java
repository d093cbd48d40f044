package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArgumentsTest {
    @Test
    void when_optionsEnd_then_theRestIsTheApplications() {
        Arguments arguments =
                parse("--name", "a b", "--conf=k=v", "-c", "x=y", "-v", "app.jar", "--name", "other", "-q");

        assertThat(arguments.value(SessionOptions.NAME)).isEqualTo("a b");
        assertThat(arguments.all(SessionOptions.CONF)).containsExactly("k=v", "x=y");
        assertThat(arguments.has(SessionOptions.VERBOSE)).isTrue();
        assertThat(arguments.has(SessionOptions.QUIET)).isFalse();
        assertThat(arguments.rest()).containsExactly("app.jar", "--name", "other", "-q");
    }

    @Test
    void when_twoDashesStandAlone_then_whatFollowsIsNoOption() {
        assertThat(parse("-v", "--", "--name").rest()).containsExactly("--name");
    }

    @Test
    void when_listsAreGivenTwice_then_theyAreJoined() {
        assertThat(parse("--jars", "a.jar, b.jar,", "--jars=c.jar", "app.jar").list(SubmitOptions.JARS))
                .containsExactly("a.jar", "b.jar", "c.jar");
    }

    @Test
    void when_anOptionIsMistyped_then_theErrorNamesTheNearest() {
        assertThatThrownBy(() -> parse("--mastr", "local", "app.jar"))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("there is no option --mastr, did you mean --master?; --help lists all options");
    }

    @Test
    void when_aValueIsMissingOrTooMuch_then_theErrorSaysSo() {
        assertThatThrownBy(() -> parse("--name")).hasMessage("--name needs a value: --name NAME");
        assertThatThrownBy(() -> parse("--verbose=yes")).hasMessage("--verbose takes no value, but got 'yes'");
    }

    static List<Option> refusedOptions() {
        return SubmitOptions.ALL.stream().filter(Option::isRefused).toList();
    }

    @ParameterizedTest
    @MethodSource("refusedOptions")
    void when_anOptionOfSparkHasNoMeaningHere_then_oneLineSaysWhyAndWhatToUse(Option option) {
        List<String> words = new ArrayList<>(List.of(option.name()));
        if (option.value() != null) {
            words.add("x");
        }
        words.add("app.jar");

        assertThatThrownBy(() -> Arguments.parse(SubmitOptions.ALL, words))
                .isInstanceOfSatisfying(TidewheelException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(TidewheelException.Kind.CONFIGURATION))
                .hasMessageStartingWith(option.name() + ": ")
                .message()
                .doesNotContain("\n")
                .hasSizeGreaterThan(option.name().length() + 10);
    }

    /** What spark-submit of Spark 4.1 takes; each must be known here. */
    @Test
    void when_sparkSubmitHasAnOption_then_weKnowIt() {
        List<String> known = new ArrayList<>();
        SubmitOptions.ALL.forEach(option -> known.addAll(option.names()));

        assertThat(known)
                .contains(
                        "--archives",
                        "--class",
                        "--conf",
                        "-c",
                        "--deploy-mode",
                        "--driver-class-path",
                        "--driver-cores",
                        "--driver-default-class-path",
                        "--driver-java-options",
                        "--driver-library-path",
                        "--driver-memory",
                        "--exclude-packages",
                        "--executor-cores",
                        "--executor-memory",
                        "--files",
                        "--help",
                        "-h",
                        "--jars",
                        "--keytab",
                        "--kill",
                        "--load-spark-defaults",
                        "--master",
                        "--name",
                        "--num-executors",
                        "--packages",
                        "--principal",
                        "--properties-file",
                        "--proxy-user",
                        "--py-files",
                        "--queue",
                        "--remote",
                        "--repositories",
                        "--status",
                        "--supervise",
                        "--total-executor-cores",
                        "--usage-error",
                        "--verbose",
                        "-v",
                        "--version");
    }

    private static Arguments parse(String... words) {
        return Arguments.parse(SubmitOptions.ALL, List.of(words));
    }
}
