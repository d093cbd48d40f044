package io.tidewheel.integration.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Reaches a {@link StubObjectStore} as Hadoop's S3A reaches S3: an object is put when its stream is closed, a directory
 * is a prefix or an empty object "d/", a rename copies and deletes. Tries nothing again. "fs.stub.timeout" is in
 * milliseconds.
 */
public final class StubFileSystem extends FileSystem {
    private static final String CONDITIONAL = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private URI uri = URI.create("stub:///");
    private Duration timeout = Duration.ofSeconds(30);

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        super.initialize(name, configuration);
        uri = URI.create("stub://" + name.getAuthority());
        timeout = Duration.ofMillis(configuration.getLong("fs.stub.timeout", timeout.toMillis()));
    }

    @Override
    public String getScheme() {
        return "stub";
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(CONDITIONAL) || super.hasPathCapability(path, capability);
    }

    private String key(Path path) {
        return makeQualified(path).toUri().getPath().substring(1);
    }

    private HttpResponse<byte[]> request(String method, String key, HttpRequest.BodyPublisher body, String... headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + uri.getAuthority() + "/" + key))
                .timeout(timeout)
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200, 204 -> response;
                case 404 -> throw new FileNotFoundException(key);
                case 412 -> throw new PathIOException(key, "412 precondition failed");
                default -> throw new IOException(method + " " + key + ": " + response.statusCode());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(method + " " + key);
        }
    }

    private HttpResponse<byte[]> request(String method, String key) throws IOException {
        return request(method, key, HttpRequest.BodyPublishers.noBody());
    }

    private void put(String key, byte[] bytes, boolean onlyIfAbsent) throws IOException {
        String[] headers = onlyIfAbsent ? new String[] {"If-None-Match", "*"} : new String[0];
        request("PUT", key, HttpRequest.BodyPublishers.ofByteArray(bytes), headers);
    }

    /** Keys with a prefix, and their lengths. */
    private Map<String, Long> keys(String prefix) throws IOException {
        TreeMap<String, Long> keys = new TreeMap<>();
        new String(request("GET", "?list=" + prefix).body(), UTF_8).lines().forEach(line -> {
            int space = line.indexOf(' ');
            keys.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
        });
        return keys;
    }

    private static String below(String key) {
        return key.isEmpty() ? "" : key + "/";
    }

    private static FileStatus status(Path path, long length, boolean directory) {
        return new FileStatus(length, directory, 1, 1 << 20, 1, path);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        String key = key(path);
        if (!key.isEmpty()) {
            try {
                long length = Long.parseLong(
                        request("HEAD", key).headers().firstValue("X-Length").orElseThrow());
                return status(makeQualified(path), length, false);
            } catch (FileNotFoundException e) {
                if (keys(below(key)).isEmpty()) {
                    throw e;
                }
            }
        }
        return status(makeQualified(path), 0, true);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        FileStatus self = getFileStatus(path);
        if (self.isFile()) {
            return new FileStatus[] {self};
        }
        String prefix = below(key(path));
        TreeMap<String, FileStatus> entries = new TreeMap<>();
        keys(prefix).forEach((key, length) -> {
            String rest = key.substring(prefix.length());
            int slash = rest.indexOf('/');
            if (!rest.isEmpty()) {
                String name = slash < 0 ? rest : rest.substring(0, slash);
                Path entry = new Path(self.getPath(), name);
                entries.put(name, status(entry, slash < 0 ? length : 0, slash >= 0));
            }
        });
        return entries.values().toArray(FileStatus[]::new);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        if (getFileStatus(path).isDirectory()) {
            throw new FileNotFoundException(path + " is a directory");
        }
        return new FSDataInputStream(new ObjectInput(request("GET", key(path)).body()));
    }

    private static final class ObjectInput extends FSInputStream {
        private final byte[] bytes;
        private int position;

        ObjectInput(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return position < bytes.length ? bytes[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position == bytes.length) {
                return length == 0 ? 0 : -1;
            }
            int read = Math.min(length, bytes.length - position);
            System.arraycopy(bytes, position, target, offset, read);
            position += read;
            return read;
        }

        @Override
        public void seek(long target) throws IOException {
            if (target > bytes.length) {
                throw new EOFException("seek to " + target + " of " + bytes.length);
            }
            position = (int) target;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public boolean seekToNewSource(long target) {
            return false;
        }
    }

    @Override
    public FSDataOutputStreamBuilder<?, ?> createFile(Path path) {
        return new Builder(path);
    }

    private final class Builder extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
        Builder(Path path) {
            super(StubFileSystem.this, path);
        }

        @Override
        public Builder getThisBuilder() {
            return this;
        }

        @Override
        public FSDataOutputStream build() throws IOException {
            rejectUnknownMandatoryKeys(Set.of(CONDITIONAL), "for the stub");
            return output(getPath(), getOptions().getBoolean(CONDITIONAL, false));
        }
    }

    private FSDataOutputStream output(Path path, boolean onlyIfAbsent) throws IOException {
        return new FSDataOutputStream(
                new ByteArrayOutputStream() {
                    private boolean closed;

                    @Override
                    public void close() throws IOException {
                        if (!closed) {
                            closed = true;
                            put(key(path), toByteArray(), onlyIfAbsent);
                        }
                    }
                },
                null);
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return output(path, false);
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException("append");
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        String source = key(from);
        String target = key(to);
        boolean renamed = false;
        for (String key : keys(source).keySet()) {
            if (key.equals(source) || key.startsWith(below(source))) {
                put(target + key.substring(source.length()), request("GET", key).body(), false);
                request("DELETE", key);
                renamed = true;
            }
        }
        return renamed;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        String key = key(path);
        boolean deleted = false;
        for (String each : keys(key).keySet()) {
            if (each.equals(key) || each.startsWith(below(key))) {
                request("DELETE", each);
                deleted = true;
            }
        }
        return deleted;
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        put(below(key(path)), new byte[0], false);
        return true;
    }

    @Override
    public void setWorkingDirectory(Path path) {}

    @Override
    public Path getWorkingDirectory() {
        return new Path("/");
    }
}
