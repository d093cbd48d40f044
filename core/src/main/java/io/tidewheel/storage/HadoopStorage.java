package io.tidewheel.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LeaseRecoverable;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** Any filesystem that Hadoop can reach. Loaded by name, when the first path that is not local is used. */
final class HadoopStorage implements Storage {
    private final FileSystem fs;
    private final Retries retries;
    private final boolean appends;
    private final @Nullable Leases leases;

    private HadoopStorage(FileSystem fs, Retries retries) throws IOException {
        this.fs = fs;
        this.retries = retries;
        Path root = new Path(fs.getUri());
        this.appends = fs.hasPathCapability(root, CommonPathCapabilities.FS_APPEND)
                && !fs.hasPathCapability(root, CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE);
        this.leases = fs instanceof LeaseRecoverable recoverable ? new Leases(fs, recoverable, retries) : null;
    }

    /** Called by name. */
    static Storage connect(String path, Map<String, String> settings, @Nullable String confDir) throws IOException {
        return connect(path, settings, confDir, Retries.real());
    }

    static Storage connect(String path, Map<String, String> settings, @Nullable String confDir, Retries retries)
            throws IOException {
        Configuration configuration = new Configuration();
        // The session closes what it opened; Hadoop's own shutdown hook would close it under a job that is stopping.
        configuration.setBoolean("fs.automatic.close", false);
        // Closing a file on HDFS often asks once too early; by itself Hadoop would wait 400 ms before it asks again.
        configuration.setInt(HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_INITIAL_DELAY_MS_KEY, 2);
        configuration.setInt(HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_RETRIES_KEY, 13);
        if (confDir != null) {
            HadoopConf.read(java.nio.file.Path.of(confDir)).forEach(configuration::set);
        }
        settings.forEach(configuration::set);
        return new HadoopStorage(FileSystem.newInstance(URI.create(root(path)), configuration), retries);
    }

    private static String root(String path) {
        URI uri = new Path(path).toUri();
        return uri.getScheme() + "://" + (uri.getAuthority() == null ? "" : uri.getAuthority()) + "/";
    }

    /** HDFS asks again itself. */
    private <T> T ask(Retries.Call<T> call) throws IOException {
        return appends ? call.run() : retries.run(call);
    }

    @Override
    public Optional<StoredFile> stat(String path) throws IOException {
        try {
            return Optional.of(stored(ask(() -> fs.getFileStatus(new Path(path)))));
        } catch (FileNotFoundException | IllegalArgumentException e) {
            return Optional.empty(); // nothing has this name, or can have it
        } catch (AccessControlException e) {
            throw denied(path, e);
        }
    }

    private static StoredFile stored(FileStatus status) {
        return new StoredFile(
                status.getPath().toString(),
                status.isDirectory() ? 0 : status.getLen(),
                status.getModificationTime(),
                status.isDirectory());
    }

    private static IOException denied(String path, AccessControlException cause) {
        AccessDeniedException denied = new AccessDeniedException(path, null, cause.getMessage());
        denied.initCause(cause);
        return denied;
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        try {
            List<StoredFile> files = new ArrayList<>();
            for (FileStatus status : ask(() -> fs.listStatus(new Path(directory)))) {
                files.add(stored(status));
            }
            files.sort(Comparator.comparing(StoredFile::name));
            return files;
        } catch (FileNotFoundException e) {
            throw missing(directory, e);
        } catch (AccessControlException e) {
            throw denied(directory, e);
        }
    }

    private static IOException missing(String path, FileNotFoundException cause) {
        NoSuchFileException missing = new NoSuchFileException(path, null, cause.getMessage());
        missing.initCause(cause);
        return missing;
    }

    @Override
    public InputStream open(String path, long offset) throws IOException {
        FSDataInputStream in;
        try {
            in = ask(() -> fs.open(new Path(path)));
        } catch (FileNotFoundException e) {
            throw missing(path, e);
        } catch (AccessControlException e) {
            throw denied(path, e);
        }
        try {
            in.seek(offset);
            return in;
        } catch (EOFException e) {
            in.close();
            return InputStream.nullInputStream(); // after the end, as on the local disk
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public StorageOutput create(String path) throws IOException {
        Path file = new Path(path);
        if (!appends) {
            return new WholeOutput(fs, file, retries);
        }
        try {
            if (file.getParent() != null && !fs.exists(file.getParent())) {
                throw new NoSuchFileException(path, null, "its directory does not exist");
            }
            return new GrowingOutput(fs.create(file, false));
        } catch (FileAlreadyExistsException e) {
            throw inTheWay(path, e);
        } catch (AccessControlException e) {
            throw denied(path, e);
        } catch (RemoteException e) {
            if (e.unwrapRemoteException() instanceof AlreadyBeingCreatedException) {
                throw inTheWay(path, e);
            }
            throw e;
        }
    }

    private static IOException inTheWay(String path, @Nullable IOException cause) {
        java.nio.file.FileAlreadyExistsException exists = new java.nio.file.FileAlreadyExistsException(path);
        exists.initCause(cause);
        return exists;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = new Path(from);
        Path target = new Path(to);
        try {
            if (fs instanceof DistributedFileSystem hdfs) {
                hdfs.rename(source, target, Options.Rename.NONE);
                return;
            }
            // A plain rename into an existing directory would move the source below it.
            if (fs.exists(target)) {
                throw inTheWay(to, null);
            }
            if (!fs.rename(source, target)) {
                throw fs.exists(source)
                        ? new FileSystemException(from, to, "the filesystem refused to rename")
                        : new NoSuchFileException(from);
            }
        } catch (FileAlreadyExistsException e) {
            throw inTheWay(to, e);
        } catch (FileNotFoundException e) {
            throw missing(from, e);
        } catch (AccessControlException e) {
            throw denied(to, e);
        } catch (RemoteException e) {
            // A directory onto a file, or a file onto a directory, is a plain IOException of the name node.
            throw fs.exists(target) ? inTheWay(to, e) : e;
        }
    }

    @Override
    public boolean delete(String path) throws IOException {
        return ask(() -> fs.delete(new Path(path), true));
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        try {
            ask(() -> fs.mkdirs(new Path(directory)));
        } catch (AccessControlException e) {
            throw denied(directory, e);
        }
    }

    /** Nothing to do: a name node logs names before it answers, an object store has no directories. */
    @Override
    public void syncDirectory(String directory) {}

    @Override
    public boolean appends() {
        return appends;
    }

    @Override
    public void seal(String path) throws IOException {
        if (leases != null) {
            try {
                leases.end(new Path(path));
            } catch (FileNotFoundException e) {
                throw missing(path, e);
            }
        }
    }

    @Override
    public boolean isBeingWritten(String path) throws IOException {
        try {
            return leases != null && leases.isHeld(new Path(path));
        } catch (FileNotFoundException e) {
            throw missing(path, e);
        }
    }

    @Override
    public boolean isReadable(String path) throws IOException {
        try {
            fs.access(new Path(path), FsAction.READ);
            return true;
        } catch (AccessControlException e) {
            return false;
        }
    }

    @Override
    public List<String> hosts(StoredFile file, long offset, long length) throws IOException {
        List<String> hosts = new ArrayList<>();
        for (BlockLocation block : fs.getFileBlockLocations(new Path(file.path()), offset, length)) {
            Arrays.stream(block.getHosts())
                    .filter(host -> !hosts.contains(host))
                    .forEach(hosts::add);
        }
        return hosts;
    }
}
