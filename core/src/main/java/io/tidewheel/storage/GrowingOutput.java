package io.tidewheel.storage;

import java.io.IOException;
import java.util.EnumSet;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream.SyncFlag;

/** A file of Hadoop's that is there from its creation on, and grows. */
final class GrowingOutput extends StorageOutput {
    private final FSDataOutputStream out;

    GrowingOutput(FSDataOutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int oneByte) throws IOException {
        out.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    /** On HDFS the name node hears of the new length as well, so that those who list the file see it. */
    @Override
    public void sync() throws IOException {
        if (out instanceof HdfsDataOutputStream hdfs) {
            hdfs.hsync(EnumSet.of(SyncFlag.UPDATE_LENGTH));
        } else {
            out.hsync();
        }
    }

    @Override
    public long position() {
        return out.getPos();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
