package io.tidewheel.integration.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;

/** How much of what is not published is public all the same, because another package needs it. */
record InternalTypes(int all, int open) {
    /** The top-level types of {@code classes} that are not published. */
    static InternalTypes of(JavaClasses classes, PublishedPackages published) {
        List<JavaClass> internal = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(type -> !published.holds(type.getPackageName(), type.getName()))
                .toList();
        long open = internal.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        return new InternalTypes(internal.size(), (int) open);
    }

    /** At least half of them stay behind the doors of their packages. */
    boolean areMostlyHidden() {
        return open * 2 <= all;
    }
}
