package io.tidewheel.integration.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule bites: below {@code io.tidewheel.planted} there is a violation of every one of them. */
class PlantedViolationTest {
    @Test
    void when_coreUsesTheEngine_then_theArrowsBite() {
        assertBites("arrows", ArchitectureRules.modulesKeepTheirArrows(root("arrows")), "UpwardFunction");
    }

    @Test
    void when_aPackageBelongsToNoModule_then_itIsNamed() {
        assertBites("stray", ArchitectureRules.everyPackageBelongsToAModule(root("stray")), "StrayClass");
    }

    @Test
    void when_twoPackagesUseEachOther_then_theCycleIsShown() {
        assertBites("cycles", ArchitectureRules.packagesAreFreeOfCycles(root("cycles")), "Cycle detected");
    }

    @Test
    void when_aChildUsesItsRoot_then_itIsNamed() {
        assertBites("enclosing", ArchitectureRules.childrenDoNotUseTheirRoot(root("enclosing")), "ClimbingChild");
    }

    @Test
    void when_aProgramUsesATestKit_then_itIsNamed() {
        assertBites("kits", ArchitectureRules.onlyTestKitsUseTestKits(root("kits")), "TestedClass");
    }

    @Test
    void when_aLowEnginePackageUsesAHighOne_then_theOrderBites() {
        assertBites("order", ArchitectureRules.enginePackagesKeepTheirOrder(root("order")), "UpwardCursor");
    }

    @Test
    void when_anEnginePackageHasNoPlace_then_itIsNamed() {
        assertBites("unplaced", ArchitectureRules.everyEnginePackageHasItsPlace(root("unplaced")), "UnplacedClass");
    }

    @Test
    void when_aPublishedSignatureNamesAnInternalType_then_everyPlaceIsNamed() {
        ArchRule rule = ArchitectureRules.publishedSignaturesNameOnlyPublishedTypes(
                root("signatures"), published("signatures", "api"));
        assertBites("signatures", rule, "LeakyDoor.plan()");
        assertBites("signatures", rule, "LeakyDoor.take(");
        assertBites("signatures", rule, "LeakyDoor.field");
        assertThatThrownBy(() -> rule.check(CompiledClasses.planted("signatures")))
                .hasMessageNotContaining("hiddenPlan")
                .hasMessageNotContaining("TightDoor");
    }

    @Test
    void when_aSingleTypeIsPublished_then_signaturesMayNameIt() {
        PublishedPackages published = new PublishedPackages(
                Set.of(root("signatures") + ".api"), Set.of(root("signatures") + ".engine.InternalPlan"));
        assertThatCode(() -> ArchitectureRules.publishedSignaturesNameOnlyPublishedTypes(root("signatures"), published)
                        .check(CompiledClasses.planted("signatures")))
                .doesNotThrowAnyException();
    }

    @Test
    void when_publishedCoreUsesAnInternal_then_itIsNamed() {
        assertBites(
                "bodies",
                ArchitectureRules.publishedCoreUsesNoInternals(root("bodies"), published("bodies", "function")),
                "CuriousFunction");
    }

    @Test
    void when_anExampleUsesAnInternal_then_itIsNamed() {
        assertBites(
                "programs",
                ArchitectureRules.programsUsePublishedPackagesOnly(root("programs"), published("programs", "api")),
                "NosyProgram");
    }

    @Test
    void when_aPackageIsNotNullMarked_then_itIsNamed() {
        assertBites("unmarked", ArchitectureRules.packagesAreNullMarked(), "UnmarkedClass");
    }

    @Test
    void when_aLibraryPrints_then_everyWayIsNamed() {
        ArchRule rule = ArchitectureRules.librariesDoNotPrint(root("printing"), Set.of());
        assertBites("printing", rule, "LoudClass.out()");
        assertBites("printing", rule, "LoudClass.err()");
        assertBites("printing", rule, "LoudClass.trace(");
    }

    @Test
    void when_aClassLogsPastSlf4j_then_itIsNamed() {
        assertBites("logging", ArchitectureRules.loggingGoesThroughSlf4j(root("logging"), Set.of()), "OtherLogger");
    }

    @Test
    void when_theEngineTouchesRealTimeOrRandomness_then_everyWayIsNamed() {
        ArchRule rule = ArchitectureRules.engineIsDeterministic(root("clock"), Set.of());
        assertBites("clock", rule, "ImpatientClass.sleep()");
        assertBites("clock", rule, "ImpatientClass.clock()");
        assertBites("clock", rule, "ImpatientClass.unseeded()");
        assertBites("clock", rule, "ImpatientClass.shared()");
        assertBites("clock", rule, "ImpatientClass.mathematical()");
        assertThatThrownBy(() -> rule.check(CompiledClasses.planted("clock")))
                .hasMessageNotContaining("ImpatientClass.seeded");
    }

    @Test
    void when_aClassIsDesignated_then_itMayTouchRealTime() {
        String designated = root("clock") + ".engine.ImpatientClass";
        assertThatCode(() -> ArchitectureRules.engineIsDeterministic(root("clock"), Set.of(designated))
                        .allowEmptyShould(true)
                        .check(CompiledClasses.planted("clock")))
                .doesNotThrowAnyException();
    }

    @Test
    void when_objectsAreReadElsewhere_then_everyWayIsNamed() {
        ArchRule rule = ArchitectureRules.objectsAreReadInOnePlace(Set.of());
        assertBites("objects", rule, "TrustingReader.read(");
        assertBites("objects", rule, "OpenObjectStream");
    }

    @Test
    void when_aNameSaysNothing_then_itIsNamed() {
        ArchRule rule = ArchitectureRules.namesSayWhatThingsAre();
        assertBites("names", rule, "BlockManager");
        assertBites("names", rule, "StringUtils");
        assertBites("names", rule, "SinkImpl");
    }

    @Test
    void when_mostInternalTypesArePublic_then_itIsNoticed() {
        InternalTypes internal =
                InternalTypes.of(CompiledClasses.planted("open"), new PublishedPackages(Set.of(), Set.of()));
        assertThat(internal).isEqualTo(new InternalTypes(3, 2));
        assertThat(internal.areMostlyHidden()).isFalse();
        PublishedPackages published = new PublishedPackages(Set.of(), Set.of(root("open") + ".OpenType"));
        assertThat(InternalTypes.of(CompiledClasses.planted("open"), published).areMostlyHidden())
                .isTrue();
    }

    private static PublishedPackages published(String fixture, String name) {
        return new PublishedPackages(Set.of(root(fixture) + "." + name), Set.of());
    }

    private static String root(String fixture) {
        return CompiledClasses.root(fixture);
    }

    private static void assertBites(String fixture, ArchRule rule, String named) {
        assertThat(CompiledClasses.planted(fixture))
                .as("classes of the fixture")
                .isNotEmpty();
        assertThatThrownBy(() -> rule.check(CompiledClasses.planted(fixture)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(named);
    }
}
