package io.tidewheel.integration.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Every package opens with a package-info.java that says what it is and carries {@code @NullMarked}. */
final class ResideInNullMarkedPackages extends ArchCondition<JavaClass> {
    ResideInNullMarkedPackages() {
        super("reside in packages whose package-info.java is @NullMarked");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage()
                .tryGetPackageInfo()
                .map(chapter -> chapter.isAnnotatedWith(NullMarked.class))
                .orElse(false);
        if (!marked) {
            events.add(SimpleConditionEvent.violated(
                    type, type.getName() + " is in a package without a package-info.java that is @NullMarked"));
        }
    }
}
