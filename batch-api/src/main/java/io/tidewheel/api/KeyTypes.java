package io.tidewheel.api;

import io.tidewheel.codec.KeyHash;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;

/** Refuses key types that cannot be keys as early as they are known. */
final class KeyTypes {
    private KeyTypes() {}

    /**
     * Checks what a key function returns, if the compiler wrote it down: it does for lambdas and method references.
     * Otherwise the first key is checked, by hashing it.
     *
     * @throws io.tidewheel.error.TidewheelException (CONFIGURATION) says which class, what is wrong and what to do
     */
    static void check(Serializable keyFunction) {
        SerializedLambda lambda = Capture.lambda(keyFunction);
        if (lambda == null) {
            return;
        }
        Class<?> type;
        try {
            type = MethodType.fromMethodDescriptorString(
                            lambda.getInstantiatedMethodType(),
                            keyFunction.getClass().getClassLoader())
                    .returnType();
        } catch (TypeNotPresentException e) {
            return; // seen by the compiler only
        }
        KeyHash.check(type);
    }
}
