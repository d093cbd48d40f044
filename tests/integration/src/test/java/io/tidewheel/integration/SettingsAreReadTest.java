package io.tidewheel.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.config.ConfigKey;
import io.tidewheel.config.Keys;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A setting that nobody reads would be believed. */
class SettingsAreReadTest {
    @Test
    void when_aKeyIsDeclared_then_mainCodeReadsIt() throws Exception {
        String code = mainCode();
        List<String> unread = new ArrayList<>();
        for (Field field : Keys.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigKey.class) {
                Pattern read = Pattern.compile("get\\(\\s*(Keys\\.)?" + field.getName() + "\\b");
                if (!read.matcher(code).find()) {
                    unread.add(((ConfigKey<?>) field.get(null)).name());
                }
            }
        }
        assertThat(unread).as("keys that are declared and never read").isEmpty();
    }

    private static String mainCode() throws IOException {
        StringBuilder code = new StringBuilder();
        for (String module : List.of("core", "engine", "batch-api", "streaming", "launcher")) {
            try (Stream<Path> files =
                    Files.walk(SourceTree.root().resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    code.append(Files.readString(file));
                }
            }
        }
        return code.toString();
    }
}
