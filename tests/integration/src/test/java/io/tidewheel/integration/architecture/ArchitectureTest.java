package io.tidewheel.integration.architecture;

import static io.tidewheel.integration.architecture.CompiledClasses.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.tidewheel";

    private static final PublishedPackages PUBLISHED = PublishedPackages.documented();

    /** The engine's only sources of real time, real randomness and waiting. */
    private static final Set<String> REAL_TIME = Set.of();

    /** Where a log backend is set up, not written to. */
    private static final Set<String> BACKEND_KEEPERS = Set.of("io.tidewheel.junit.Log4jLevels");

    /** What prints because a program asked for just that. */
    private static final Set<String> PRINTERS = Set.of("io.tidewheel.streaming.builtin.ConsoleSink");

    /** Where Java serialisation is read: bytes that this very process has just written; the first one filters them too. */
    private static final Set<String> OBJECT_READERS =
            Set.of("io.tidewheel.engine.schedule.StrictCopy", "io.tidewheel.streaming.testing.SourceRun");

    @Test
    void when_classesAreImported_then_everyModuleIsAmongThem() {
        assertThat(ModuleArrows.ALL).allSatisfy(arrows -> assertThat(
                        OURS.stream().map(JavaClass::getPackageName).filter(name -> arrows.packages().stream()
                                .map(it -> ROOT + "." + it.replace("..", ""))
                                .anyMatch(it -> name.equals(it) || name.startsWith(it + "."))))
                .as("classes of %s", arrows.module())
                .isNotEmpty());
        assertThat(PUBLISHED.packages())
                .as("packages published in docs/architecture.md")
                .isNotEmpty();
    }

    @Test
    void modulesKeepTheirArrows() {
        check(ArchitectureRules.modulesKeepTheirArrows(ROOT));
    }

    @Test
    void everyPackageBelongsToAModule() {
        check(ArchitectureRules.everyPackageBelongsToAModule(ROOT));
    }

    @Test
    void noPackageIsSplitOverModules() {
        Map<String, Set<String>> modules = new TreeMap<>();
        for (JavaClass type : OURS) {
            URI file = type.getSource().orElseThrow().getUri();
            String path = type.getName().replace('.', '/') + ".class";
            String module = file.toString().replace(path, "");
            modules.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                    .add(module);
        }
        assertThat(modules)
                .allSatisfy((name, places) -> assertThat(places).as(name).hasSize(1));
    }

    @Test
    void packagesAreFreeOfCycles() {
        check(ArchitectureRules.packagesAreFreeOfCycles(ROOT));
    }

    @Test
    void childrenDoNotUseTheirRoot() {
        check(ArchitectureRules.childrenDoNotUseTheirRoot(ROOT));
    }

    @Test
    void onlyTestKitsUseTestKits() {
        check(ArchitectureRules.onlyTestKitsUseTestKits(ROOT));
    }

    @Test
    void enginePackagesKeepTheirOrder() {
        check(ArchitectureRules.enginePackagesKeepTheirOrder(ROOT));
    }

    @Test
    void everyEnginePackageHasItsPlace() {
        check(ArchitectureRules.everyEnginePackageHasItsPlace(ROOT));
    }

    @Test
    void publishedSignaturesNameOnlyPublishedTypes() {
        check(ArchitectureRules.publishedSignaturesNameOnlyPublishedTypes(ROOT, PUBLISHED));
    }

    @Test
    void publishedCoreUsesNoInternals() {
        check(ArchitectureRules.publishedCoreUsesNoInternals(ROOT, PUBLISHED));
    }

    @Test
    void programsUsePublishedPackagesOnly() {
        check(ArchitectureRules.programsUsePublishedPackagesOnly(ROOT, PUBLISHED));
    }

    @Test
    void packagesAreNullMarked() {
        check(ArchitectureRules.packagesAreNullMarked());
    }

    @Test
    void librariesDoNotPrint() {
        check(ArchitectureRules.librariesDoNotPrint(ROOT, PRINTERS));
    }

    @Test
    void loggingGoesThroughSlf4j() {
        check(ArchitectureRules.loggingGoesThroughSlf4j(ROOT, BACKEND_KEEPERS));
    }

    @Test
    void engineIsDeterministic() {
        check(ArchitectureRules.engineIsDeterministic(ROOT, REAL_TIME));
    }

    @Test
    void objectsAreReadInOnePlace() {
        check(ArchitectureRules.objectsAreReadInOnePlace(OBJECT_READERS));
    }

    @Test
    void namesSayWhatThingsAre() {
        check(ArchitectureRules.namesSayWhatThingsAre());
    }

    @Test
    void mostInternalTypesStayBehindTheirDoors() {
        InternalTypes internal = InternalTypes.of(OURS, PUBLISHED);
        assertThat(internal.areMostlyHidden()).as("%s", internal).isTrue();
    }

    private static void check(ArchRule rule) {
        rule.check(OURS);
    }
}
