package io.tidewheel.planted.printing.engine;

/** A library class that prints. */
public final class LoudClass {
    private LoudClass() {}

    public static void out() {
        System.out.println("out");
    }

    public static void err() {
        System.err.println("err");
    }

    public static void trace(RuntimeException failure) {
        failure.printStackTrace();
    }
}
