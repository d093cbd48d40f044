package io.tidewheel.bench.stream;

/** How much of the heap is in use. */
final class Heap {
    private static final int COLLECTIONS = 5;

    private Heap() {}

    /** In bytes, the least after some full collections, between which cleaners have time. */
    static long afterCollection() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(100);
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
