package io.tidewheel.integration.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A name node and a data node for whoever measures on HDFS: prints its address, and ends with standard input. */
final class MiniHdfs {
    private MiniHdfs() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("mini-hdfs-");
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
        try (MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
            cluster.waitActive();
            System.out.println(cluster.getURI());
            while (System.in.read() >= 0) {
                // until whoever started it closes the pipe
            }
        }
    }
}
