package io.tidewheel.launcher;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a submitted application. Its own jars come first, so that its versions of libraries win over ours;
 * the JDK, SLF4J and Tidewheel come from us even when the application's jar contains them, because a job and the
 * engine that runs it must mean the same classes.
 */
final class ApplicationClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    ApplicationClassLoader(List<URL> jars, ClassLoader ours) {
        super(jars.toArray(URL[]::new), ours);
    }

    private static boolean isShared(String name) {
        return name.startsWith("java.") || name.startsWith("org.slf4j.") || name.startsWith("io.tidewheel.");
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (isShared(name)) {
            return super.loadClass(name, resolve); // what we do not have may still come with the application
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                try {
                    loaded = findClass(name);
                } catch (ClassNotFoundException absent) {
                    return super.loadClass(name, resolve);
                }
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = isShared(name.replace('/', '.')) ? null : findResource(name);
        return own != null ? own : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (isShared(name.replace('/', '.'))) {
            return super.getResources(name);
        }
        List<URL> found = new ArrayList<>(Collections.list(findResources(name)));
        for (URL inherited : Collections.list(getParent().getResources(name))) {
            if (!found.contains(inherited)) {
                found.add(inherited);
            }
        }
        return Collections.enumeration(found);
    }
}
