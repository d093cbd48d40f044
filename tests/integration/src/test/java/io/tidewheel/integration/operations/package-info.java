/** What every operation of the batch API means, stated once and run over every backend. */
@NullMarked
package io.tidewheel.integration.operations;

import org.jspecify.annotations.NullMarked;
