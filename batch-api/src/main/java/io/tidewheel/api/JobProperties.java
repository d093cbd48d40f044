package io.tidewheel.api;

import io.tidewheel.engine.task.Parameters;

/** What the jobs that a thread starts are called, how they are cancelled, and how they share the machine. */
final class JobProperties {
    private record Values(String description, String group, String pool, Parameters parameters) {
        static final Values NONE = new Values("", "", "", Parameters.NONE);
    }

    @SuppressWarnings("ThreadLocalUsage") // a session's own; goes with it
    private final InheritableThreadLocal<Values> values = new InheritableThreadLocal<>() {
        @Override
        protected Values initialValue() {
            return Values.NONE;
        }
    };

    String description() {
        return values.get().description();
    }

    String group() {
        return values.get().group();
    }

    String pool() {
        return values.get().pool();
    }

    /** What the sources of this thread's jobs read, where that differs from run to run. */
    Parameters parameters() {
        return values.get().parameters();
    }

    void description(String description) {
        values.set(new Values(description, group(), pool(), parameters()));
    }

    void group(String group) {
        values.set(new Values(description(), group, pool(), parameters()));
    }

    void pool(String pool) {
        values.set(new Values(description(), group(), pool, parameters()));
    }

    void parameters(Parameters parameters) {
        values.set(new Values(description(), group(), pool(), parameters));
    }
}
