package io.tidewheel.planted.clock.engine;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** An engine class that takes time and randomness from wherever it likes. */
public final class ImpatientClass {
    private ImpatientClass() {}

    public static void sleep() throws InterruptedException {
        Thread.sleep(1);
    }

    public static long clock() {
        return System.currentTimeMillis();
    }

    public static int unseeded() {
        return new Random().nextInt();
    }

    public static int shared() {
        return ThreadLocalRandom.current().nextInt();
    }

    public static double mathematical() {
        return Math.random();
    }

    public static int seeded(long seed) {
        return new Random(seed).nextInt();
    }
}
