package io.tidewheel.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class whose methods may take an {@link io.tidewheel.api.Tidewheel} as a parameter.
 *
 * <pre>{@code
 * @TidewheelTest
 * class WordCountTest {
 *     @Test
 *     void when_aWordOccursTwice_then_itIsCountedTwice(Tidewheel tw) {
 *         assertThat(WordCount.count(tw.parallelize(List.of("a b a")))).containsPairs(pair("a", 2L), pair("b", 1L));
 *     }
 * }
 * }</pre>
 *
 * <p>The session is opened when it is first asked for and closed after the method, or after the class. Its files lie in
 * a folder that is removed with it. A test fails that leaves a thread, an open file or a session behind.
 *
 * <p>The session is strict unless told otherwise: each task gets its own copy of the functions and broadcasts, made
 * through their bytes as on a cluster, and objects that pass from task to task are checked for later changes. A job
 * that works in a strict session works anywhere.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(TidewheelExtension.class)
public @interface TidewheelTest {
    /** Where jobs run; a fixed number of cores, so that a test means the same on every machine. */
    String master() default "local[2]";

    SessionLifecycle lifecycle() default SessionLifecycle.PER_METHOD;

    /** False lets tasks share objects as they do in a running program. */
    boolean strict() default true;

    /** Further settings, each as {@code "key=value"}. */
    String[] config() default {};

    /** Threads whose names start with one of these may outlive the test: pools of libraries that keep them for good. */
    String[] allowedThreads() default {};
}
