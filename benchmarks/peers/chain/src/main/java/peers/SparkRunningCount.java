package peers;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A running count of a million keys, durable: every key once in batches of a million rows, else random after a first batch with every
 * key. Args: hdfs|rocks, rows a batch, batches before the measured ones, batches. Settings as SparkLat's fastest.
 */
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

  static final long KEYS = 1000000;

  public static void main(String[] args) throws Exception {
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
    long rows = Long.parseLong(args[1]);
    int warm = Integer.parseInt(args[2]);
    int batches = Integer.parseInt(args[3]);
    java.nio.file.Path ck = Files.createTempDirectory("sparkck");
    boolean once = rows == KEYS;
    if (!once) {
      StreamingQuery fill = count(ss, KEYS, once, ck).trigger(Trigger.AvailableNow()).start();
      fill.awaitTermination();
    }
    StreamingQuery q = count(ss, rows, once, ck).trigger(Trigger.ProcessingTime(0)).start();
    while (batches(q).size() < warm + batches) Thread.sleep(50);
    q.stop();
    List<StreamingQueryProgress> all = batches(q);
    long counted = all.subList(0, 5).stream().mapToLong(p -> p.stateOperators()[0].numRowsUpdated()).sum();
    List<StreamingQueryProgress> measured = all.subList(warm, warm + batches);
    double ms = measured.stream().mapToLong(p -> p.batchDuration()).sum() / (double) batches;
    System.out.printf("count %d keys changed by the first five batches; %.3f ms a batch%n", counted, ms);
    long updated = (once ? 0 : KEYS) + all.stream().mapToLong(p -> p.stateOperators()[0].numRowsUpdated()).sum();
    long bytes = 0;
    List<java.nio.file.Path> files;
    try (Stream<java.nio.file.Path> walk = Files.walk(ck)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (java.nio.file.Path f : files) {
      String name = f.getFileName().toString();
      if (name.endsWith(".delta") || name.endsWith(".changelog")) bytes += Files.size(f);
    }
    System.out.printf("spark %s, %d rows a batch: %.0f rows a second and core; %.1f bytes of delta files for each changed key%n",
        args[0], rows, rows * 1e3 / ms / 2, bytes / (double) updated);
    ss.stop();
    for (java.nio.file.Path f : files) Files.deleteIfExists(f);
    System.exit(0);
  }

  static List<StreamingQueryProgress> batches(StreamingQuery q) {
    return Arrays.stream(q.recentProgress()).filter(p -> p.numInputRows() > 0).toList();
  }

  static DataStreamWriter<Row> count(SparkSession ss, long rows, boolean once, java.nio.file.Path ck) {
    Column spread = col("value").multiply(7919).mod(KEYS);
    Column random = pmod(xxhash64(col("value")), lit(KEYS));
    return ss.readStream().format("rate-micro-batch").option("rowsPerBatch", Long.toString(rows)).option("numPartitions", "2").load()
        .groupBy((once ? spread : when(col("value").lt(KEYS), spread).otherwise(random)).as("k")).count()
        .writeStream().outputMode("update").format("noop")
        .option("checkpointLocation", ck.toString());
  }
}
