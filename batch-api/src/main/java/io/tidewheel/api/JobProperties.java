package io.tidewheel.api;

/** What the jobs that a thread starts are called, how they are cancelled, and how they share the machine. */
final class JobProperties {
    private record Values(String description, String group, String pool) {
        static final Values NONE = new Values("", "", "");
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

    void description(String description) {
        values.set(new Values(description, group(), pool()));
    }

    void group(String group) {
        values.set(new Values(description(), group, pool()));
    }

    void pool(String pool) {
        values.set(new Values(description(), group(), pool));
    }
}
