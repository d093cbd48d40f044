package io.tidewheel.integration.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What a user's compiler sees of a published type: supertypes, fields, methods; generics included. */
final class NameOnlyPublishedTypes extends ArchCondition<JavaClass> {
    /** Lie among published types and are none: by them others reach their insides. See docs/architecture.md. */
    private static final Set<String> SIDE_DOORS =
            Set.of("io.tidewheel.api.SessionAccess", "io.tidewheel.streaming.QueryDriver");

    private final String root;
    private final PublishedPackages published;

    NameOnlyPublishedTypes(String root, PublishedPackages published) {
        super("name only published types of ours in public signatures");
        this.root = root;
        this.published = published;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type) || isSideDoor(type)) {
            return;
        }
        type.getSuperclass().ifPresent(parent -> check(type, type.getName(), parent, events));
        type.getInterfaces().forEach(parent -> check(type, type.getName(), parent, events));
        for (JavaField field : type.getFields()) {
            if (isVisible(field)) {
                check(type, field.getFullName(), field.getType(), events);
            }
        }
        for (JavaCodeUnit member : type.getCodeUnits()) {
            if (isVisible(member)) {
                check(type, member.getFullName(), member.getReturnType(), events);
                member.getParameterTypes().forEach(it -> check(type, member.getFullName(), it, events));
            }
        }
    }

    private void check(JavaClass owner, String place, JavaType named, ConditionEvents events) {
        for (JavaClass raw : named.getAllInvolvedRawTypes()) {
            JavaClass element = raw.getBaseComponentType();
            boolean isOurs = element.getPackageName().startsWith(root + ".");
            if (isOurs && !published.holds(element.getPackageName(), element.getName())) {
                events.add(SimpleConditionEvent.violated(
                        owner, place + " names " + element.getName() + ", which is internal"));
            }
        }
    }

    private static boolean isSideDoor(JavaClass type) {
        return SIDE_DOORS.stream()
                .anyMatch(door -> type.getName().equals(door) || type.getName().startsWith(door + "$"));
    }

    private static boolean isVisible(JavaClass type) {
        boolean visible = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return visible
                && type.getEnclosingClass()
                        .map(NameOnlyPublishedTypes::isVisible)
                        .orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        boolean visible = member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
        return visible && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }
}
