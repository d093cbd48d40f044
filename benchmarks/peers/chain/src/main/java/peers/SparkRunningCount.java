package peers;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/** A running count of a million keys in batches of a million rows, durable. Args: hdfs|rocks, batches. Settings as SparkLat's fastest. */
public class SparkRunningCount {
  public static class NoPermLocal extends LocalFileSystem {
    static class Raw extends RawLocalFileSystem {
      @Override
      public void setPermission(Path p, FsPermission perm) {}
    }

    public NoPermLocal() {
      super(new Raw());
    }
  }

  public static void main(String[] args) throws Exception {
    int batches = Integer.parseInt(args[1]);
    SparkConf c = new SparkConf().setMaster("local[2]").setAppName("count")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.sql.shuffle.partitions", "2").set("spark.default.parallelism", "2")
        .set("spark.sql.streaming.noDataMicroBatches.enabled", "false")
        .set("spark.sql.streaming.numRecentProgressUpdates", "5000")
        .set("spark.hadoop.fs.file.impl", NoPermLocal.class.getName());
    if (args[0].equals("rocks")) {
      c.set("spark.sql.streaming.stateStore.providerClass", "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
          .set("spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true");
    }
    SparkSession ss = SparkSession.builder().config(c).getOrCreate();
    ss.sparkContext().setLogLevel("ERROR");
    StreamingQuery q = ss.readStream().format("rate-micro-batch").option("rowsPerBatch", "1000000").option("numPartitions", "2").load()
        .groupBy(col("value").multiply(7919).mod(1000000).as("k")).count()
        .writeStream().outputMode("update").format("noop")
        .option("checkpointLocation", Files.createTempDirectory("sparkck").toString())
        .trigger(Trigger.ProcessingTime(0))
        .start();
    int warm = Math.max(2, batches / 4);
    while (q.lastProgress() == null || q.lastProgress().batchId() < warm + batches) Thread.sleep(50);
    q.stop();
    List<Long> ms = new ArrayList<>();
    for (StreamingQueryProgress p : q.recentProgress()) {
      if (p.batchId() >= warm && p.batchId() < warm + batches && p.numInputRows() > 0) ms.add(p.batchDuration());
    }
    long sum = ms.stream().mapToLong(x -> x).sum();
    Collections.sort(ms);
    System.out.printf("spark %s: %.0f rows a second and core, %d batches, median %d ms%n", args[0], ms.size() * 1e6 / (sum / 1e3) / 2, ms.size(), ms.get(ms.size() / 2));
    ss.stop();
    System.exit(0);
  }
}
