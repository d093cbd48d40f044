package io.tidewheel.integration.architecture;

import io.tidewheel.integration.SourceTree;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What users may rely on, read from docs/architecture.md so that page and rules cannot differ. */
record PublishedPackages(Set<String> packages, Set<String> singleTypes) {
    private static final Pattern ENTRY = Pattern.compile("^\\| `(io\\.tidewheel\\.[\\w.]+)` \\|");

    /** The rows of the table under "Published packages"; a row whose last part is capitalised is a single type. */
    static PublishedPackages documented() {
        List<String> lines = SourceTree.read("docs/architecture.md").lines().toList();
        Set<String> packages = new TreeSet<>();
        Set<String> types = new TreeSet<>();
        boolean inside = false;
        for (String line : lines) {
            if (line.startsWith("#")) {
                inside = line.endsWith("Published packages");
            }
            var entry = ENTRY.matcher(line);
            if (inside && entry.find()) {
                String name = entry.group(1);
                boolean isType = Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1));
                (isType ? types : packages).add(name);
            }
        }
        return new PublishedPackages(packages, types);
    }

    String[] names() {
        return packages.toArray(String[]::new);
    }

    boolean holds(String packageName, String className) {
        return packages.contains(packageName)
                || singleTypes.stream().anyMatch(type -> className.equals(type) || className.startsWith(type + "$"));
    }
}
