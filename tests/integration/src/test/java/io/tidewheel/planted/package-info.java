/**
 * Violations, planted one for each rule of the architecture; the tests prove that the rules bite on them. Every child
 * package is a small project of its own.
 */
@NullMarked
package io.tidewheel.planted;

import org.jspecify.annotations.NullMarked;
