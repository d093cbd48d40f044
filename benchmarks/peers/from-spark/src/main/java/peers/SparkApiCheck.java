package peers;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether docs/from-spark.md lists every public method of Spark's Java APIs for RDDs and streams, names only methods of ours
 * that exist, and gives a reason where it names none. Nothing of Spark is run. Exits 1 if something is missing.
 *
 * <p>Usage: SparkApiCheck docs/from-spark.md
 */
public final class SparkApiCheck {
    private static final List<String> OURS =
            List.of(
                    "io.tidewheel.api.",
                    "io.tidewheel.streaming.",
                    "io.tidewheel.streaming.builtin.",
                    "io.tidewheel.connectors.files.");
    private static final Family RDDS = new Family(
            "org.apache.spark.api.java.",
            "All RDDs",
            Map.of("JavaRDD", List.of(), "JavaPairRDD", List.of(), "JavaDoubleRDD", List.of()),
            "JavaSparkContext");
    private static final Family STREAMS = new Family(
            "org.apache.spark.streaming.api.java.",
            "All streams",
            Map.of(
                    "JavaDStream", List.of(),
                    "JavaPairDStream", List.of(),
                    "JavaInputDStream", List.of(),
                    "JavaPairInputDStream", List.of("JavaPairDStream", "JavaInputDStream"),
                    "JavaReceiverInputDStream", List.of("JavaInputDStream"),
                    "JavaPairReceiverInputDStream",
                            List.of(
                                    "JavaPairDStream",
                                    "JavaInputDStream",
                                    "JavaPairInputDStream",
                                    "JavaReceiverInputDStream"),
                    "JavaMapWithStateDStream", List.of()),
            "JavaStreamingContext");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /**
     * Types of Spark with much in common.
     *
     * @param all the section of what they have in common
     * @param types each with those whose sections hold for it too
     * @param context has nothing in common with them
     */
    private record Family(String spark, String all, Map<String, List<String>> types, String context) {}

    private record Row(String spark, List<String> ours, String note) {}

    private final Map<String, List<Row>> sections = new LinkedHashMap<>();
    private final List<String> mistakes = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        SparkApiCheck check = new SparkApiCheck();
        check.read(Path.of(args[0]));
        int methods = check.forward(RDDS) + check.forward(STREAMS);
        check.twice();
        check.backward();
        check.mistakes.forEach(System.err::println);
        if (!check.mistakes.isEmpty()) {
            System.err.println(check.mistakes.size() + " mistakes in " + args[0]);
            System.exit(1);
        }
        System.out.println(methods + " methods of Spark are listed, and all of ours that are named exist");
    }

    private void read(Path page) throws IOException {
        String section = "";
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("## ")) {
                section = line.substring(3).strip();
            } else if (line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                sections.computeIfAbsent(section, name -> new ArrayList<>())
                        .add(new Row(code(cells[1]).get(0), code(cells[2]), cells[3].strip()));
            }
        }
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    private Set<String> listed(String section) {
        return sections.getOrDefault(section, List.of()).stream()
                .map(Row::spark)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Everything of Spark is listed, nothing else is. */
    private int forward(Family family) throws ClassNotFoundException {
        int methods = 0;
        Set<String> anywhere = new TreeSet<>();
        for (Map.Entry<String, List<String>> entry : new TreeMap<>(family.types).entrySet()) {
            String type = entry.getKey();
            Set<String> names = names(family.spark + type);
            methods += names.size();
            anywhere.addAll(names);
            Set<String> known = listed(family.all);
            known.addAll(listed(type));
            entry.getValue().forEach(other -> known.addAll(listed(other)));
            report(type, names, known);
            listed(type).stream()
                    .filter(name -> !names.contains(name))
                    .forEach(name -> mistakes.add(type + "." + name + " is listed, but Spark has no such method"));
        }
        listed(family.all).stream()
                .filter(name -> !anywhere.contains(name))
                .forEach(name -> mistakes.add(family.all + ": " + name + " is listed, but Spark has no such method"));
        Set<String> context = names(family.spark + family.context);
        report(family.context, context, listed(family.context));
        report(family.context + " (listed, but not Spark's)", listed(family.context), context);
        return methods + context.size();
    }

    private void twice() {
        sections.forEach((section, rows) -> {
            if (rows.size() != listed(section).size()) {
                mistakes.add("section '" + section + "' lists a method twice");
            }
        });
    }

    private void report(String type, Set<String> names, Set<String> known) {
        names.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> mistakes.add(type + "." + name + " is not listed"));
    }

    private static Set<String> names(String type) throws ClassNotFoundException {
        // without initialising: nothing of Spark is to run
        Class<?> spark = Class.forName(type, false, SparkApiCheck.class.getClassLoader());
        return Arrays.stream(spark.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> !method.isSynthetic() && !method.getName().contains("$"))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is named of ours exists; where nothing is, there is a reason. */
    private void backward() {
        sections.forEach((section, rows) -> rows.forEach(row -> {
            if (row.ours.isEmpty() && row.note.isEmpty()) {
                mistakes.add(section + ": " + row.spark + " has neither a method of ours nor a reason");
            }
            row.ours.stream()
                    .filter(name -> !exists(name))
                    .forEach(name -> mistakes.add(section + ": " + row.spark + ": there is no " + name));
        }));
    }

    private static boolean exists(String method) {
        MatchResult parts = Pattern.compile("(\\w+)\\.(\\w+)").matcher(method).results().findFirst().orElseThrow();
        return OURS.stream().anyMatch(folder -> exists(folder + parts.group(1), parts.group(2)));
    }

    private static boolean exists(String type, String method) {
        try {
            Class<?> found = Class.forName(type, false, SparkApiCheck.class.getClassLoader());
            return Arrays.stream(found.getMethods())
                    .anyMatch(one -> one.getName().equals(method));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
