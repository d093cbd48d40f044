package io.tidewheel.integration.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The rules, each for the packages below a root: {@code io.tidewheel} for the project, a fixture's package for the
 * proof that the rule bites.
 */
final class ArchitectureRules {
    /** Bottom to top: a package may use those before it. */
    static final List<String> ENGINE_ORDER =
            List.of("cursor", "block", "memory", "task", "exchange", "plan", "operator", "stage", "event", "schedule");

    private ArchitectureRules() {}

    static ArchRule modulesKeepTheirArrows(String root) {
        LayeredArchitecture layers =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (ModuleArrows arrows : ModuleArrows.ALL) {
            layers = layers.layer(arrows.module()).definedBy(arrows.packagesIn(root));
        }
        for (ModuleArrows arrows : ModuleArrows.ALL) {
            layers = arrowsFrom(layers, arrows.module(), arrows.mayUse());
        }
        return layers;
    }

    static ArchRule everyPackageBelongsToAModule(String root) {
        return classes()
                .should()
                .resideInAnyPackage(ModuleArrows.allPackagesIn(root))
                .because("ModuleArrows says which module may use which; a new top package gets a row there");
    }

    static ArchRule packagesAreFreeOfCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    static ArchRule childrenDoNotUseTheirRoot(String root) {
        return classes().should(new NotUseEnclosingPackages(root));
    }

    /** What is shipped for tests stands above what it tests, and nothing but assertions stands on it. */
    static ArchRule onlyTestKitsUseTestKits(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(root + "..testing..", root + ".junit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + "..testing..");
    }

    static ArchRule enginePackagesKeepTheirOrder(String root) {
        LayeredArchitecture layers =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String name : ENGINE_ORDER) {
            layers = layers.layer(name).definedBy(root + ".engine." + name + "..");
        }
        for (int i = 0; i < ENGINE_ORDER.size(); i++) {
            layers = arrowsFrom(layers, ENGINE_ORDER.get(i), ENGINE_ORDER.subList(0, i));
        }
        return layers;
    }

    static ArchRule everyEnginePackageHasItsPlace(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".engine..")
                .should()
                .resideInAnyPackage(ENGINE_ORDER.stream()
                        .map(name -> root + ".engine." + name + "..")
                        .toArray(String[]::new))
                .because("ENGINE_ORDER is the order of the engine's packages; a new one is put into it");
    }

    /** Public and protected signatures of published packages name published or foreign types only. */
    static ArchRule publishedSignaturesNameOnlyPublishedTypes(String root, PublishedPackages published) {
        return classes()
                .that()
                .resideInAnyPackage(published.names())
                .should(new NameOnlyPublishedTypes(root, published))
                .allowEmptyShould(true);
    }

    /** What users write their jobs against stands on nothing but itself. */
    static ArchRule publishedCoreUsesNoInternals(String root, PublishedPackages published) {
        return classes()
                .that()
                .resideInAnyPackage(published.packages().stream()
                        .filter(name -> isCore(root, name))
                        .toArray(String[]::new))
                .should()
                .onlyDependOnClassesThat(publishedOrForeign(root, published));
    }

    static ArchRule programsUsePublishedPackagesOnly(String root, PublishedPackages published) {
        return classes()
                .that()
                .resideInAPackage(root + ".examples..")
                .should()
                .onlyDependOnClassesThat(
                        publishedOrForeign(root, published).or(resideInAnyPackage(root + ".examples..")))
                .because("examples are what users write")
                .allowEmptyShould(true);
    }

    static ArchRule packagesAreNullMarked() {
        return classes()
                .that(DescribedPredicate.not(simpleName("package-info")))
                .should(new ResideInNullMarkedPackages());
    }

    /** But for the named classes, whose purpose it is. */
    static ArchRule librariesDoNotPrint(String root, Set<String> designated) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(root + ".launcher..", root + ".examples..")
                .and(areNot(designated))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(printsStackTrace())
                .because("a library prints nothing; whoever embeds it decides");
    }

    /** The launcher's own log set-up aside, which is in a package of its own. */
    static ArchRule loggingGoesThroughSlf4j(String root, Set<String> designated) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".launcher.log..")
                .and(areNot(designated))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..",
                        "org.apache.logging..",
                        "org.apache.log4j..",
                        "org.apache.commons.logging..",
                        "ch.qos.logback..");
    }

    /** Time, randomness and waiting come in by constructor; only the named classes touch the real ones. */
    static ArchRule engineIsDeterministic(String root, Set<String> designated) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".engine..")
                .and(areNot(designated))
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .because("equal runs give equal results: clocks and generators come in by constructor");
    }

    /** Java deserialisation of anything but our own closures is how libraries get exploited. */
    static ArchRule objectsAreReadInOnePlace(Set<String> designated) {
        return noClasses()
                .that(areNot(designated))
                .should()
                .callConstructor(ObjectInputStream.class, InputStream.class)
                .orShould()
                .beAssignableTo(ObjectInputStream.class)
                .because("bytes from outside never reach Java serialisation");
    }

    static ArchRule namesSayWhatThingsAre() {
        return classes()
                .that()
                .areTopLevelClasses()
                .and(DescribedPredicate.not(simpleName("package-info")))
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl|Info)");
    }

    /** Whatever the static type of the exception; into a writer of one's own is fine. */
    private static DescribedPredicate<JavaMethodCall> printsStackTrace() {
        return DescribedPredicate.describe(
                "printStackTrace()",
                call -> call.getName().equals("printStackTrace")
                        && call.getTarget().getRawParameterTypes().isEmpty());
    }

    private static LayeredArchitecture arrowsFrom(LayeredArchitecture layers, String from, List<String> to) {
        return to.isEmpty()
                ? layers.whereLayer(from).mayNotAccessAnyLayer()
                : layers.whereLayer(from).mayOnlyAccessLayers(to.toArray(String[]::new));
    }

    private static boolean isCore(String root, String packageName) {
        return ModuleArrows.ALL.get(0).packages().stream()
                .map(name -> root + "." + name.replace("..", ""))
                .anyMatch(core -> packageName.equals(core) || packageName.startsWith(core + "."));
    }

    private static DescribedPredicate<JavaClass> publishedOrForeign(String root, PublishedPackages published) {
        return DescribedPredicate.describe("are published or not ours", type -> {
            JavaClass element = type.getBaseComponentType();
            return !element.getPackageName().startsWith(root + ".")
                    || published.holds(element.getPackageName(), element.getName());
        });
    }

    private static DescribedPredicate<JavaClass> areNot(Set<String> designated) {
        return DescribedPredicate.describe("are not one of " + designated, type -> designated.stream()
                .noneMatch(name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }
}
