package peers;

import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag$;

/** Five maps and filters over 20 million boxed longs, as the class BoxedChain does it. */
public class SparkChain {
    public static void main(String[] arguments) {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("chain")
                .set("spark.ui.enabled", "false")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            JavaRDD<Long> numbers = range(spark);
            for (int round = 0; round < 5; round++) {
                long start = System.nanoTime();
                long rows = numbers.map(n -> n + 1)
                        .filter(n -> n % 3 != 0)
                        .map(n -> n * 7)
                        .filter(n -> (n & 8) == 0)
                        .map(n -> n ^ 5)
                        .count();
                System.out.println(String.format(
                        Locale.ROOT, "chain %d %.3f ms", rows, (System.nanoTime() - start) / 1e6));
            }
        }
    }

    @SuppressWarnings("unchecked") // Scala's Long is a boxed one behind Object
    private static JavaRDD<Long> range(JavaSparkContext spark) {
        RDD<?> numbers = spark.sc().range(0L, 20_000_000L, 1L, 8);
        return JavaRDD.fromRDD((RDD<Long>) numbers, ClassTag$.MODULE$.apply(Long.class));
    }
}
