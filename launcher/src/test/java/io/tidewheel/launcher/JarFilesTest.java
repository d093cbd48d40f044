package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JarFilesTest {
    /** Half a pair of UTF-16 has no bytes in any locale, as umlauts have none in ASCII. */
    @Test
    void when_thisLocaleHasNoSuchFileNames_then_theErrorNamesTheLocale() {
        assertThatThrownBy(() -> JarFiles.existing("\uD800.jar", "the application"))
                .hasMessageContainingAll("is not a path", "in this locale", "LC_ALL=C.UTF-8");
    }
}
