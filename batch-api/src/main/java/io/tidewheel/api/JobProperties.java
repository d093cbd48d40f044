package io.tidewheel.api;

import io.tidewheel.engine.task.Parameters;

/** What the jobs that a thread starts are called, how they are cancelled, how they share the machine; and how it plans. */
final class JobProperties {
    private record Values(String description, String group, String pool, Parameters parameters, int partitions) {
        static final Values NONE = new Values("", "", "", Parameters.NONE, 0);
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
        values.set(new Values(description, group(), pool(), parameters(), partitions()));
    }

    void group(String group) {
        values.set(new Values(description(), group, pool(), parameters(), partitions()));
    }

    void pool(String pool) {
        values.set(new Values(description(), group(), pool, parameters(), partitions()));
    }

    void parameters(Parameters parameters) {
        values.set(new Values(description(), group(), pool(), parameters, partitions()));
    }

    /** How many partitions what this thread describes has unless it says so; 0 if that is the session's business. */
    int partitions() {
        return values.get().partitions();
    }

    void partitions(int partitions) {
        values.set(new Values(description(), group(), pool(), parameters(), partitions));
    }
}
