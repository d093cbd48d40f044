package io.tidewheel.launcher;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;
import static io.tidewheel.error.TidewheelException.Kind.RESOURCE;

import io.tidewheel.error.TidewheelException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;

/**
 * Finds Maven artifacts and all they need at run time, as {@code mvn} would: local repository, mirrors, proxies,
 * servers, active profiles and offline mode come from {@code ~/.m2/settings.xml}.
 */
final class MavenPackages {
    private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

    private final Settings settings;
    private final Path userHome;

    /** @param userHome the folder that holds {@code .m2} */
    MavenPackages(Path userHome) {
        this.userHome = userHome;
        this.settings = readSettings(userHome.resolve(".m2").resolve("settings.xml"));
    }

    /**
     * The jars, in class path order, the given packages first.
     *
     * @param packages {@code group:artifact:version}, or with extension and classifier as Maven writes them
     * @param excluded {@code group:artifact}
     * @param repositories URLs, searched first
     */
    List<Path> resolve(List<String> packages, List<String> excluded, List<String> repositories) {
        RepositorySystem system = new RepositorySystemSupplier().get();
        DefaultRepositorySystemSession session = session(system);
        CollectRequest collect = new CollectRequest()
                .setRepositories(system.newResolutionRepositories(session, remoteRepositories(repositories)));
        List<Exclusion> exclusions =
                excluded.stream().map(MavenPackages::exclusion).toList();
        for (String coordinates : packages) {
            collect.addDependency(new Dependency(artifact(coordinates), JavaScopes.RUNTIME).setExclusions(exclusions));
        }
        try {
            List<Path> jars = new ArrayList<>();
            DependencyRequest request =
                    new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
            for (ArtifactResult found :
                    system.resolveDependencies(session, request).getArtifactResults()) {
                jars.add(found.getArtifact().getFile().toPath());
            }
            return jars;
        } catch (DependencyResolutionException missing) {
            throw new TidewheelException(
                    RESOURCE,
                    "--packages " + String.join(",", packages) + ": "
                            + reason(missing)
                            + (session.isOffline()
                                    ? "; Maven is in offline mode, take <offline> out of settings.xml"
                                    : "; check the coordinates and --repositories"),
                    missing);
        } finally {
            system.shutdown();
        }
    }

    private DefaultRepositorySystemSession session(RepositorySystem system) {
        DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
        session.setSystemProperties(System.getProperties());
        session.setOffline(settings.isOffline());
        String local = settings.getLocalRepository();
        File folder = local != null && !local.isBlank()
                ? new File(local)
                : userHome.resolve(".m2").resolve("repository").toFile();
        session.setLocalRepositoryManager(system.newLocalRepositoryManager(session, new LocalRepository(folder)));
        session.setMirrorSelector(mirrors());
        session.setProxySelector(proxies());
        session.setAuthenticationSelector(servers());
        return session;
    }

    private List<RemoteRepository> remoteRepositories(List<String> given) {
        List<RemoteRepository> all = new ArrayList<>();
        for (String url : given) {
            if (!url.matches("(https?|file):.+")) {
                throw Arguments.usage(
                        "--repositories: '" + url + "' is no URL; write it like https://host/maven2 or file:/folder");
            }
            all.add(new RemoteRepository.Builder("repository-" + (all.size() + 1), "default", url).build());
        }
        for (Profile profile : settings.getProfiles()) {
            boolean isActive = settings.getActiveProfiles().contains(profile.getId())
                    || (profile.getActivation() != null
                            && profile.getActivation().isActiveByDefault());
            if (isActive) {
                for (Repository repository : profile.getRepositories()) {
                    all.add(new RemoteRepository.Builder(repository.getId(), "default", repository.getUrl()).build());
                }
            }
        }
        all.add(new RemoteRepository.Builder("central", "default", CENTRAL).build());
        return all;
    }

    private DefaultMirrorSelector mirrors() {
        DefaultMirrorSelector selector = new DefaultMirrorSelector();
        for (Mirror mirror : settings.getMirrors()) {
            selector.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        return selector;
    }

    private DefaultProxySelector proxies() {
        DefaultProxySelector selector = new DefaultProxySelector();
        for (Proxy proxy : settings.getProxies()) {
            if (proxy.isActive()) {
                AuthenticationBuilder login = new AuthenticationBuilder();
                login.addUsername(proxy.getUsername()).addPassword(proxy.getPassword());
                selector.add(
                        new org.eclipse.aether.repository.Proxy(
                                proxy.getProtocol(), proxy.getHost(), proxy.getPort(), login.build()),
                        proxy.getNonProxyHosts());
            }
        }
        return selector;
    }

    private DefaultAuthenticationSelector servers() {
        DefaultAuthenticationSelector selector = new DefaultAuthenticationSelector();
        for (Server server : settings.getServers()) {
            String password = server.getPassword();
            if (password != null && password.startsWith("{") && password.endsWith("}")) {
                continue; // encrypted for mvn alone; a repository that wants it answers "unauthorized"
            }
            AuthenticationBuilder login = new AuthenticationBuilder();
            login.addUsername(server.getUsername()).addPassword(password);
            login.addPrivateKey(server.getPrivateKey(), server.getPassphrase());
            selector.add(server.getId(), login.build());
        }
        return selector;
    }

    private static Settings readSettings(Path file) {
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(file.toFile());
        String maven = System.getenv("MAVEN_HOME");
        if (maven != null) {
            request.setGlobalSettingsFile(Path.of(maven, "conf", "settings.xml").toFile());
        }
        request.setSystemProperties(System.getProperties());
        try {
            return new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
        } catch (SettingsBuildingException broken) {
            String reason = String.valueOf(broken.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
            throw new TidewheelException(CONFIGURATION, file + " cannot be read: " + reason, broken);
        }
    }

    private static Artifact artifact(String coordinates) {
        try {
            return new DefaultArtifact(coordinates);
        } catch (IllegalArgumentException wrong) {
            throw new TidewheelException(
                    CONFIGURATION, "--packages: '" + coordinates + "' is not GROUP:ARTIFACT:VERSION", wrong);
        }
    }

    private static Exclusion exclusion(String coordinates) {
        String[] parts = coordinates.split(":");
        if (parts.length != 2) {
            throw Arguments.usage("--exclude-packages: '" + coordinates + "' is not GROUP:ARTIFACT");
        }
        return new Exclusion(parts[0], parts[1], "*", "*");
    }

    /** What went wrong in the words of the innermost failure that names the artifact and the repository. */
    private static String reason(Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RepositoryException) {
                reason = String.valueOf(cause.getMessage());
            }
        }
        return reason;
    }
}
