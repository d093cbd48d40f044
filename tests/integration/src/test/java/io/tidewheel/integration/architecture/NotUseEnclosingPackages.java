package io.tidewheel.integration.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A root package may use its children, never the reverse; but a test kit stands above what it tests. */
final class NotUseEnclosingPackages extends ArchCondition<JavaClass> {
    private final String root;

    NotUseEnclosingPackages(String root) {
        super("not use the packages that enclose their own");
        this.root = root;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (type.getPackageName().endsWith(".testing")) {
            return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
            if (used.startsWith(root) && type.getPackageName().startsWith(used + ".")) {
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
            }
        }
    }
}
