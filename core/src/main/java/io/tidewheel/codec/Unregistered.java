package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;

/** Why objects of a class are refused, and the way out. */
final class Unregistered {
    private Unregistered() {}

    /** True if no later run could find the class by its name. */
    static boolean isNameless(Class<?> type) {
        return type.isHidden() || type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic();
    }

    static TidewheelException refused(Class<?> type) {
        String name = type.getName();
        if (type.isHidden() || type.isSynthetic()) {
            return refused("a lambda of " + type.getNestHost().getName()
                    + " cannot be written; use a value, or an enum or record that implements the interface");
        }
        if (type.isAnonymousClass()) {
            return refused("anonymous class " + name + " (a kind of " + parent(type)
                    + ") cannot be written; use a named class, such as a record");
        }
        if (type.isLocalClass()) {
            return refused(
                    "class " + name + " cannot be written because it is declared in a method; make it a record or"
                            + " a static class of its own");
        }
        return refused(
                "class " + name + " is not registered; make it a record, or add .register(" + dotted(type) + ".class)");
    }

    private static String parent(Class<?> type) {
        return type.getInterfaces().length > 0
                ? type.getInterfaces()[0].getName()
                : type.getSuperclass().getName();
    }

    private static String dotted(Class<?> type) {
        return type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
    }

    private static TidewheelException refused(String message) {
        return new TidewheelException(CONFIGURATION, message);
    }
}
