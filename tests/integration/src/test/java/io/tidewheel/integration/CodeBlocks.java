package io.tidewheel.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * The blocks of code in a page.
 *
 * @param page below the root of the sources
 */
public record CodeBlocks(String page) {
    /**
     * Those that begin so, in their order.
     *
     * @param language such as {@code java}; empty for those that name none
     */
    public List<String> in(String language) {
        List<String> blocks = new ArrayList<>();
        List<String> block = null;
        String fence = "";
        for (String line : SourceTree.read(page).lines().toList()) {
            if (block == null && line.startsWith("```")) {
                fence = line;
                block = new ArrayList<>();
            } else if (block != null && line.equals("```")) {
                if (fence.equals("```" + language)) {
                    blocks.add(String.join("\n", block) + "\n");
                }
                block = null;
            } else if (block != null) {
                block.add(line);
            }
        }
        assertThat(blocks).as("blocks of %s in %s", language, page).isNotEmpty();
        return blocks;
    }

    /** The first of them. */
    public String first(String language) {
        return in(language).get(0);
    }

    /**
     * Compiles a class against what tests see.
     *
     * @param folder to work in; sources and classes are in it afterwards
     * @param name of the class, with its package
     * @return where the classes are
     */
    public static Path compiled(Path folder, String name, String source) throws IOException {
        Path file = folder.resolve("src").resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        String path = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, messages, messages, "-proc:none", "-cp", path, "-d", classes.toString(), file.toString());
        assertThat(result).as(messages.toString(UTF_8)).isZero();
        return classes;
    }
}
