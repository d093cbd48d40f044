package io.tidewheel.examples;

public final class WordCount {
    private WordCount() {}

    public static void main(String[] args) {
        System.out.println("words");
    }
}
