/**
 * The functions users write: serialisable, free to throw, and named apart from {@code java.util.function} so that
 * both can be imported. Overloads that take them differ in arity only.
 *
 * <p>May use: nothing of ours. Used by: everything.
 */
@NullMarked
package io.tidewheel.function;

import org.jspecify.annotations.NullMarked;
