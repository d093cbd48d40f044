package io.tidewheel.bench.batch;

/** What a JVM costs that does nothing. */
public final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
