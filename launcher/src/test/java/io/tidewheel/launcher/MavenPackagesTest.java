package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a repository on disk: app needs lib 1.0, which needs base 1.0. */
class MavenPackagesTest {
    @TempDir
    Path folder;

    private Path repository;

    @BeforeEach
    void publish() throws IOException {
        repository = Files.createDirectories(folder.resolve("repository"));
        publish("app", "lib");
        publish("lib", "base");
        publish("base", "");
    }

    @Test
    void when_aPackageNeedsOthers_then_allComeInClassPathOrder() throws IOException {
        settings("");

        assertThat(resolve(List.of("org.example:app:1.0"), List.of()))
                .containsExactly("app-1.0.jar", "lib-1.0.jar", "base-1.0.jar");
        assertThat(folder.resolve(".m2/repository/org/example/base/1.0/base-1.0.jar"))
                .as("kept in the local repository")
                .exists();
    }

    @Test
    void when_anArtifactIsExcluded_then_neitherItNorWhatItNeedsComes() throws IOException {
        settings("");

        assertThat(resolve(List.of("org.example:app:1.0"), List.of("org.example:lib")))
                .containsExactly("app-1.0.jar");
    }

    @Test
    void when_settingsNameAMirrorAndALocalRepository_then_bothAreUsed() throws IOException {
        settings("<localRepository>" + folder.resolve("elsewhere") + "</localRepository><mirrors><mirror><id>m</id>"
                + "<mirrorOf>*</mirrorOf><url>" + repository.toUri() + "</url></mirror></mirrors>");

        List<Path> jars = packages().resolve(List.of("org.example:base:1.0"), List.of(), List.of());

        assertThat(jars).containsExactly(folder.resolve("elsewhere/org/example/base/1.0/base-1.0.jar"));
    }

    @Test
    void when_settingsSayOffline_then_onlyTheLocalRepositoryIsUsed() throws IOException {
        settings("<offline>true</offline>");

        assertThatThrownBy(() -> resolve(List.of("org.example:base:1.0"), List.of()))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContainingAll("--packages org.example:base:1.0", "offline mode", "<offline>");
    }

    @Test
    void when_aMirrorDoesNotAnswer_then_theErrorNamesIt() throws IOException {
        settings(
                "<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>http://localhost:1/maven</url></mirror></mirrors>");

        assertThatThrownBy(() -> resolve(List.of("org.example:base:1.0"), List.of()))
                .hasMessageContainingAll("org.example:base", "http://localhost:1/maven", "refused");
    }

    @Test
    void when_theSettingsAreBroken_then_oneLineSaysWhere() throws IOException {
        settings("<mirrors><mirror>");

        assertThatThrownBy(this::packages)
                .hasMessageStartingWith(folder.resolve(".m2/settings.xml") + " cannot be read: ")
                .hasMessageContaining("line")
                .message()
                .hasLineCount(1);
    }

    @Test
    void when_aRepositoryHasNoChecksums_then_oneLineForEachFileSaysSo() throws IOException {
        settings("");
        Path jar = TestJar.make(
                folder,
                "app",
                "app.App",
                "app/App.java",
                "package app; class App { public static void main(String[] a) {} }");

        ChildJvm.Result result = ChildJvm.start(
                        List.of("-Duser.home=" + folder),
                        "submit",
                        "--packages",
                        "org.example:base:1.0",
                        "--repositories",
                        repository.toUri().toString(),
                        jar.toString())
                .await();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
        assertThat(result.err().lines()).hasSize(2).allMatch(line -> line.contains("no checksums available"));
    }

    @Test
    void when_coordinatesAreWrong_then_theErrorShowsTheForm() throws IOException {
        settings("");

        assertThatThrownBy(() -> resolve(List.of("nonsense"), List.of()))
                .hasMessage("--packages: 'nonsense' is not GROUP:ARTIFACT:VERSION");
    }

    private List<String> resolve(List<String> packages, List<String> excluded) {
        return packages().resolve(packages, excluded, List.of(repository.toUri().toString())).stream()
                .map(jar -> jar.getFileName().toString())
                .toList();
    }

    private MavenPackages packages() {
        return new MavenPackages(folder);
    }

    private void settings(String content) throws IOException {
        Files.createDirectories(folder.resolve(".m2"));
        Files.writeString(folder.resolve(".m2/settings.xml"), "<settings>" + content + "</settings>");
    }

    private void publish(String artifact, String needs) throws IOException {
        Path place = Files.createDirectories(
                repository.resolve("org/example").resolve(artifact).resolve("1.0"));
        String dependencies = needs.isEmpty()
                ? ""
                : "<dependencies><dependency><groupId>org.example</groupId><artifactId>" + needs
                        + "</artifactId><version>1.0</version></dependency></dependencies>";
        Files.writeString(
                place.resolve(artifact + "-1.0.pom"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>" + artifact
                        + "</artifactId><version>1.0</version>" + dependencies + "</project>");
        TestJar.make(place, artifact + "-1.0", "", "x/" + artifact + ".java", "package x; class " + artifact + " {}");
    }
}
