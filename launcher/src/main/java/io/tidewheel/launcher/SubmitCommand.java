package io.tidewheel.launcher;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Runs the main class of a jar, with the options of spark-submit. */
final class SubmitCommand implements Command {
    @Override
    public String synopsis() {
        return "submit [OPTIONS] APPLICATION.jar [ARGUMENTS]";
    }

    @Override
    public String doc() {
        return "Runs the main class of a jar. The options are those of spark-submit.";
    }

    @Override
    public List<Option> options() {
        return SubmitOptions.ALL;
    }

    @Override
    public int run(Arguments arguments) {
        if (arguments.has(SubmitOptions.VERSION)) {
            return Version.print();
        }
        requireClient(arguments);
        if (arguments.rest().isEmpty()) {
            throw Arguments.usage("the application is missing: tidewheel " + synopsis());
        }
        Path application = application(arguments.rest().get(0));
        Launch launch = Launch.prepare(arguments);
        return Application.run(
                load(application, arguments, launch),
                arguments.rest().subList(1, arguments.rest().size()),
                launch);
    }

    private static void requireClient(Arguments arguments) {
        String mode = arguments.value(SubmitOptions.DEPLOY_MODE);
        if (mode != null && !mode.equals("client")) {
            throw Arguments.usage(
                    "--deploy-mode " + mode + ": there is no cluster module yet; leave it out or use client");
        }
    }

    /** The main class of an application, as the options say. */
    static Class<?> load(Path application, Arguments arguments, Launch launch) {
        List<Path> classPath = classPath(application, arguments);
        classPath.forEach(JarFiles::requireClasses);
        String mainClass = mainClass(arguments, application);
        if (launch.isVerbose()) {
            System.err.println("main class: " + mainClass);
            classPath.forEach(jar -> System.err.println("class path: " + jar));
        }
        return load(mainClass, classPath);
    }

    static Path application(String name) {
        if (name.endsWith(".py") || name.endsWith(".R") || name.endsWith(".r")) {
            throw Arguments.usage(name + " is not a jar; Python and R are not supported");
        }
        return JarFiles.existing(name, "the application");
    }

    private static List<Path> classPath(Path application, Arguments arguments) {
        List<Path> all = new ArrayList<>();
        all.add(application);
        String first = arguments.value(SubmitOptions.DRIVER_CLASS_PATH);
        if (first != null) {
            for (String part : first.split(java.io.File.pathSeparator)) {
                all.addAll(JarFiles.matching(part, "--driver-class-path"));
            }
        }
        for (String jar : arguments.list(SubmitOptions.JARS)) {
            all.addAll(JarFiles.matching(jar, "--jars"));
        }
        List<String> packages = arguments.list(SubmitOptions.PACKAGES);
        if (!packages.isEmpty()) {
            all.addAll(new MavenPackages(Path.of(System.getProperty("user.home")))
                    .resolve(
                            packages,
                            arguments.list(SubmitOptions.EXCLUDE_PACKAGES),
                            arguments.list(SubmitOptions.REPOSITORIES)));
        }
        return all;
    }

    private static String mainClass(Arguments arguments, Path application) {
        String given = arguments.value(SubmitOptions.CLASS);
        if (given != null) {
            return given;
        }
        if (Files.isDirectory(application)) {
            throw Arguments.usage(
                    application + " is a folder; submit a jar, or say with --class which of its classes to run");
        }
        String found = manifestMainClass(application);
        if (found == null) {
            throw Arguments.usage("the manifest of " + application + " names no Main-Class; say which with --class");
        }
        return found;
    }

    private static @Nullable String manifestMainClass(Path application) {
        try (JarFile jar = new JarFile(application.toFile())) {
            Manifest manifest = jar.getManifest();
            return manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException broken) {
            throw new TidewheelException(CONFIGURATION, application + " is not a jar: " + broken.getMessage(), broken);
        }
    }

    private static Class<?> load(String mainClass, List<Path> classPath) {
        List<URL> urls = new ArrayList<>();
        for (Path path : classPath) {
            urls.add(url(path));
        }
        // Open until the JVM ends: the application may load classes at any time.
        ClassLoader loader = new ApplicationClassLoader(urls, SubmitCommand.class.getClassLoader());
        try {
            return Class.forName(mainClass, false, loader);
        } catch (ClassNotFoundException absent) {
            throw new TidewheelException(
                    CONFIGURATION,
                    "there is no class " + mainClass + " in " + classPath.get(0)
                            + (classPath.size() > 1 ? " and the jars beside it" : "") + "; check --class and --jars",
                    absent);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(path + " has no URL", impossible);
        }
    }
}
