package io.tidewheel.integration.architecture;

import java.util.List;

/**
 * Which packages a module holds, and which modules it may use.
 *
 * @param packages below the root package; two dots mean "and all below"
 */
record ModuleArrows(String module, List<String> packages, List<String> mayUse) {
    /** Bottom to top. A new module gets a row here. */
    static final List<ModuleArrows> ALL = List.of(
            new ModuleArrows(
                    "core",
                    List.of(
                            "function..",
                            "data..",
                            "error..",
                            "config..",
                            "time..",
                            "codec..",
                            "storage..",
                            "fault..",
                            "thread.."),
                    List.of()),
            new ModuleArrows("engine", List.of("engine.."), List.of("core")),
            new ModuleArrows("checkpoint", List.of("checkpoint.."), List.of("core")),
            new ModuleArrows("batch-api", List.of("api..", "batch.."), List.of("core", "engine")),
            new ModuleArrows("streaming", List.of("streaming.."), List.of("core", "engine", "checkpoint", "batch-api")),
            new ModuleArrows("files", List.of("connectors.files.."), List.of("core", "batch-api", "streaming")),
            new ModuleArrows("junit", List.of("junit.."), List.of("core", "engine", "batch-api", "streaming")),
            new ModuleArrows("examples", List.of("examples.."), List.of("core", "batch-api", "streaming", "files")),
            new ModuleArrows(
                    "launcher",
                    List.of("launcher.."),
                    List.of("core", "engine", "checkpoint", "batch-api", "streaming", "files", "examples")));

    String[] packagesIn(String root) {
        return packages.stream().map(name -> root + "." + name).toArray(String[]::new);
    }

    static String[] allPackagesIn(String root) {
        return ALL.stream()
                .flatMap(arrows -> arrows.packages.stream())
                .map(name -> root + "." + name)
                .toArray(String[]::new);
    }
}
