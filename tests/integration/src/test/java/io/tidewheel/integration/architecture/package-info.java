/** The architecture as tests. The rules are in {@code ArchitectureRules}; docs/architecture.md is what they enforce. */
@NullMarked
package io.tidewheel.integration.architecture;

import org.jspecify.annotations.NullMarked;
