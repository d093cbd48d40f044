package io.tidewheel.function;

/** Takes the elements a function produces, one by one. Used by the thread it was handed to, during that call only. */
public interface Emitter<T> {
    /** Hands one element on; returns when everything downstream has seen it. */
    void emit(T value) throws Exception;
}
