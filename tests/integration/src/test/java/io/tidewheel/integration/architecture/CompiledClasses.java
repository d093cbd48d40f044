package io.tidewheel.integration.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** What the rules look at. */
final class CompiledClasses {
    /** The classes of all modules, without tests. */
    static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tidewheel");

    private CompiledClasses() {}

    /** The classes of one fixture with a planted violation. */
    static JavaClasses planted(String fixture) {
        return new ClassFileImporter().importPackages(root(fixture));
    }

    static String root(String fixture) {
        return "io.tidewheel.planted." + fixture;
    }
}
