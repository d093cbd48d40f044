package peers;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.window;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Counts by windows of so many seconds, one of which begins every second, of 100,000 keys, durable. Args: seconds of a window, rows
 * a batch, batches before the measured ones, batches. Settings as SparkLat's fastest.
 */
public class SparkSlidingCount {
  public static void main(String[] args) throws Exception {
    SparkConf c = new SparkConf().setMaster("local[2]").setAppName("sliding")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.sql.shuffle.partitions", "2").set("spark.default.parallelism", "2")
        .set("spark.sql.streaming.noDataMicroBatches.enabled", "false")
        .set("spark.hadoop.fs.file.impl", SparkRunningCount.NoPermLocal.class.getName());
    SparkSession ss = SparkSession.builder().config(c).getOrCreate();
    ss.sparkContext().setLogLevel("ERROR");
    long rows = Long.parseLong(args[1]);
    int warm = Integer.parseInt(args[2]);
    int batches = Integer.parseInt(args[3]);
    java.nio.file.Path ck = Files.createTempDirectory("sparkck");
    StreamingQuery q = ss.readStream().format("rate-micro-batch").option("rowsPerBatch", rows).option("numPartitions", 2)
        .option("advanceMillisPerBatch", 1000).load()
        .withColumn("key", pmod(col("value").multiply(7919), lit(100000L)))
        .withWatermark("timestamp", "0 seconds")
        .groupBy(window(col("timestamp"), args[0] + " seconds", "1 second"), col("key")).count()
        .writeStream().format("noop").outputMode("append").option("checkpointLocation", ck.toString())
        .trigger(Trigger.ProcessingTime(0)).start();
    while (batches(q).size() < warm + batches) Thread.sleep(50);
    List<StreamingQueryProgress> measured = batches(q).subList(warm, warm + batches);
    q.stop();
    double ms = measured.stream().mapToLong(p -> p.batchDuration()).sum() / (double) batches;
    System.out.printf("sliding %.3f ms a batch%n", ms);
    System.out.printf("spark, windows of %s s, %d rows a batch: %.0f rows a second and core%n", args[0], rows, rows * 1e3 / ms / 2);
    ss.stop();
    List<java.nio.file.Path> files;
    try (Stream<java.nio.file.Path> walk = Files.walk(ck)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (java.nio.file.Path f : files) Files.deleteIfExists(f);
    System.exit(0);
  }

  static List<StreamingQueryProgress> batches(StreamingQuery q) {
    return Arrays.stream(q.recentProgress()).filter(p -> p.numInputRows() > 0).toList();
  }
}
