package io.tidewheel.storage;

import io.tidewheel.config.Configuration;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the storage of a path: plain paths and {@code file:} URIs lie on the local disk, every other scheme goes to
 * Hadoop, whose classes are not touched before. Travels with tasks. Thread-safe.
 *
 * <p>Connections to other filesystems are shared by all sessions of the JVM that have equal settings, and stay open.
 */
public final class Storages implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The local disk alone, or Hadoop as its own files configure it. */
    public static final Storages DEFAULT = new Storages(Map.of(), null);

    // "a:/b" has a scheme, "a:b" and "c:\b" have none.
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/.*", Pattern.DOTALL);
    private static final ConcurrentHashMap<Connection, Storage> CONNECTIONS = new ConcurrentHashMap<>();

    /** What makes two users of a remote filesystem share one connection. */
    private record Connection(String root, Storages settings) {}

    private final TreeMap<String, String> hadoopSettings;
    private final @Nullable String hadoopConfDir;

    /**
     * @param hadoopSettings for Hadoop's configuration, by Hadoop's own names; they win over files
     * @param hadoopConfDir where core-site.xml and hdfs-site.xml lie; null for nowhere
     */
    public Storages(Map<String, String> hadoopSettings, @Nullable String hadoopConfDir) {
        this.hadoopSettings = new TreeMap<>(hadoopSettings);
        this.hadoopConfDir = hadoopConfDir;
    }

    /** With what a session gives Hadoop, and the files in {@code HADOOP_CONF_DIR}. */
    public static Storages of(Configuration configuration) {
        String confDir = System.getenv("HADOOP_CONF_DIR");
        return new Storages(configuration.hadoop(), confDir == null || confDir.isBlank() ? null : confDir);
    }

    /** True for a path on the local disk. */
    public static boolean isLocal(String path) {
        String scheme = scheme(path).orElse("file");
        return scheme.equals("file");
    }

    /**
     * A plain path or {@code file:} URI, of which {@link #isLocal} is true.
     *
     * @throws TidewheelException if this machine has no such file names, in ASCII locales those with umlauts
     */
    public static Path localPath(String path) {
        return LocalStorage.local(path);
    }

    private static Optional<String> scheme(String path) {
        Matcher matcher = SCHEME.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The storage that holds a path. */
    public Storage of(String path) {
        if (isLocal(path)) {
            return LocalStorage.INSTANCE;
        }
        return CONNECTIONS.computeIfAbsent(new Connection(root(path), this), connection -> connect(path));
    }

    /** Scheme and authority: "hdfs://host:8020". */
    private static String root(String path) {
        int authority = path.indexOf("://");
        if (authority < 0) {
            return path.substring(0, path.indexOf(':') + 1);
        }
        int end = path.indexOf('/', authority + 3);
        return end < 0 ? path : path.substring(0, end);
    }

    private Storage connect(String path) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? Storages.class.getClassLoader() : context;
        try {
            Class.forName("org.apache.hadoop.fs.FileSystem", false, loader);
            return (Storage) Class.forName("io.tidewheel.storage.HadoopStorage")
                    .getDeclaredMethod("connect", String.class, Map.class, String.class)
                    .invoke(null, path, hadoopSettings, hadoopConfDir);
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    path + " is not on the local disk and Hadoop is not on the class path (" + e.getMessage()
                            + " is missing); add io.tidewheel:tidewheel-hadoop",
                    e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof TidewheelException known) {
                throw known;
            }
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    path + " cannot be reached through Hadoop: " + e.getCause().getMessage()
                            + "; check its scheme and host (a path without a scheme is one of the local disk), or add the"
                            + " artifact that has this filesystem",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new TidewheelException(Kind.BUG, "the Hadoop storage does not start", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Storages that
                && that.hadoopSettings.equals(hadoopSettings)
                && Objects.equals(that.hadoopConfDir, hadoopConfDir);
    }

    @Override
    public int hashCode() {
        return hadoopSettings.hashCode();
    }
}
