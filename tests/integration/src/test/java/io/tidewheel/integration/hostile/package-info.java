/**
 * A backend that is as unhelpful as a cluster may be: it shows that plans rest on nothing but the contract of
 * {@link io.tidewheel.engine.schedule.Backend}. Start at {@code HostileBackend}.
 */
@NullMarked
package io.tidewheel.integration.hostile;

import org.jspecify.annotations.NullMarked;
