import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Draws the pictures of the guide from the visits beside it: {@code java docs/guides/Pictures.java docs/guides}. Needs a
 * JDK only. What it shows of watermarks and windows it computes by itself, in the plainest way; a test compares it with
 * what Tidewheel gives.
 */
public final class Pictures {
    /** A line of a file; each file is a micro-batch, from 0. Times are minutes since ten. */
    private record Visit(int batch, int minute, String visitor, String page) {}

    private record Span(int start, int end) {
        boolean holds(int minute) {
            return start <= minute && minute < end;
        }

        @Override
        public String toString() {
            return clock(start) + "–" + clock(end);
        }
    }

    private static final int DELAY = 2;
    private static final int SIZE = 5;
    private static final int SLIDING_SIZE = 10;
    private static final int LATENESS = 5;
    private static final int GAP = 4;

    private final List<Visit> visits;
    private final int batches;

    private Pictures(List<Visit> visits) {
        this.visits = visits;
        this.batches = visits.get(visits.size() - 1).batch + 1;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length == 0 ? "docs/guides" : args[0]);
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (Map.Entry<String, String> picture : drawn(folder.resolve("visits")).entrySet()) {
            Files.writeString(pictures.resolve(picture.getKey()), picture.getValue());
        }
    }

    /** The pictures by the names of their files. */
    public static Map<String, String> drawn(Path visits) throws IOException {
        Pictures pictures = new Pictures(read(visits));
        Map<String, String> drawn = new TreeMap<>();
        drawn.put("watermark.svg", pictures.watermark());
        drawn.put("tumbling.svg", pictures.tumbling());
        drawn.put("sliding.svg", pictures.sliding());
        drawn.put("session.svg", pictures.session());
        drawn.put("lateness.svg", pictures.lateness());
        return drawn;
    }

    private static List<Visit> read(Path folder) throws IOException {
        List<Visit> visits = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            int batch = 0;
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    String[] fields = line.split("[ :]");
                    int minute = (Integer.parseInt(fields[0]) - 10) * 60 + Integer.parseInt(fields[1]);
                    visits.add(new Visit(batch, minute, fields[2], fields[3]));
                }
                batch++;
            }
        }
        return visits;
    }

    // What a stream knows

    /** When a micro-batch begins: the latest time of the batches before, less the delay; none before the first. */
    private int watermarkBefore(int batch) {
        return visits.stream()
                        .filter(visit -> visit.batch < batch)
                        .mapToInt(Visit::minute)
                        .max()
                        .orElse(Integer.MIN_VALUE + DELAY)
                - DELAY;
    }

    private static Span tumblingWindowOf(int minute) {
        int start = minute - Math.floorMod(minute, SIZE);
        return new Span(start, start + SIZE);
    }

    private boolean isLate(Visit visit) {
        return tumblingWindowOf(visit.minute).end <= watermarkBefore(visit.batch);
    }

    /** In which micro-batch the watermark reaches a minute; -1 for none of them. */
    private int reachedIn(int minute) {
        for (int batch = 0; batch < batches; batch++) {
            if (watermarkBefore(batch + 1) >= minute) {
                return batch;
            }
        }
        return -1;
    }

    private List<String> names(Function<Visit, String> name) {
        return new ArrayList<>(new TreeSet<>(visits.stream().map(name).toList()));
    }

    private long count(Span span, String page) {
        return visits.stream()
                .filter(visit -> visit.page.equals(page) && span.holds(visit.minute))
                .count();
    }

    /** Sessions of a visitor: each visit lasts for the gap, and those that meet are one. */
    private Map<Span, Integer> sessions(String visitor) {
        Map<Span, Integer> sessions = new LinkedHashMap<>();
        Span current = null;
        for (int minute : visits.stream()
                .filter(visit -> visit.visitor.equals(visitor))
                .mapToInt(Visit::minute)
                .sorted()
                .toArray()) {
            int before = 0;
            Span next = new Span(minute, minute + GAP);
            if (current != null && minute <= current.end) {
                before = sessions.remove(current);
                next = new Span(current.start, minute + GAP);
            }
            sessions.put(next, before + 1);
            current = next;
        }
        return sessions;
    }

    // The pictures

    private String watermark() {
        Canvas canvas = new Canvas(760, 440, "Visits in the order in which they come, and the watermark");
        int left = 64;
        int step = 58;
        Function<Integer, Integer> y = minute -> 372 - 23 * minute;
        for (int minute = 0; minute <= 15; minute += SIZE) {
            canvas.line("grid", left, y.apply(minute), left + step * visits.size(), y.apply(minute));
            canvas.text("axis end", left - 8, y.apply(minute) + 4, clock(minute));
        }
        int x = left;
        for (int batch = 0; batch < batches; batch++) {
            int number = batch;
            int width = step * (int) visits.stream().filter(visit -> visit.batch == number).count();
            if (batch % 2 == 1) {
                canvas.box("band", x, y.apply(15) - 16, width, y.apply(0) - y.apply(15) + 16, "");
            }
            canvas.text("label middle", x + width / 2, y.apply(0) + 24, "micro-batch " + (batch + 1));
            if (batch > 0) {
                int level = y.apply(watermarkBefore(batch));
                canvas.box("past", x, level, width, y.apply(0) - level, "");
                canvas.line("mark", x, level, x + width, level);
                canvas.text("marked", x + 6, level - 6, "watermark " + clock(watermarkBefore(batch)));
                if (batch > 1) {
                    canvas.line("mark", x, y.apply(watermarkBefore(batch - 1)), x, level);
                }
            }
            x += width;
        }
        int last = y.apply(watermarkBefore(batches));
        canvas.line("mark", x, y.apply(watermarkBefore(batches - 1)), x, last);
        canvas.line("mark", x, last, x + 26, last);
        canvas.text("marked", x + 4, last - 6, clock(watermarkBefore(batches)));
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            int at = left + step * i + step / 2;
            canvas.dot(isLate(visit) ? "late" : kind(visit), at, y.apply(visit.minute), shown(visit));
            canvas.text(
                    "small middle",
                    at,
                    y.apply(visit.minute) + (isLate(visit) ? 20 : -10),
                    clock(visit.minute) + (isLate(visit) ? " late" : ""));
        }
        canvas.text("label", left, 424, "The watermark: the latest time that has come, less " + DELAY + " minutes.");
        legend(canvas, 560, 424);
        return canvas.svg();
    }

    private String tumbling() {
        Canvas canvas = new Canvas(760, 216, "Tumbling windows of " + SIZE + " minutes, of each page");
        Time time = new Time(90, 43);
        List<String> pages = names(Visit::page);
        for (int lane = 0; lane < pages.size(); lane++) {
            int top = 24 + 74 * lane;
            String page = pages.get(lane);
            canvas.text("axis end", 78, top + 32, page);
            for (int start = 0; start < 15; start += SIZE) {
                Span span = new Span(start, start + SIZE);
                canvas.box("window", time.x(start) + 2, top, time.x(SIZE) - time.x(0) - 4, 58, titled(page, span));
                canvas.text("small middle", time.x(start + 2) + 22, top + 50, visitsOf(count(span, page)));
            }
            dots(canvas, time, top + 22, visit -> visit.page.equals(page));
        }
        time.axis(canvas, 24 + 74 * pages.size(), 15);
        return canvas.svg();
    }

    private String sliding() {
        Canvas canvas = new Canvas(760, 292, "Sliding windows of " + SLIDING_SIZE + " minutes, every " + SIZE);
        Time time = new Time(276, 22);
        dots(canvas, time, 34, visit -> true);
        legend(canvas, 20, 34);
        int top = 52;
        for (int start = SIZE - SLIDING_SIZE; start < 15; start += SIZE) {
            Span span = new Span(start, start + SLIDING_SIZE);
            String counts = names(Visit::page).stream()
                    .filter(page -> count(span, page) > 0)
                    .map(page -> page + " " + count(span, page))
                    .collect(joining(", "));
            String title = names(Visit::page).stream()
                    .filter(page -> count(span, page) > 0)
                    .map(page -> titled(page, span))
                    .collect(joining("; "));
            canvas.text("axis end", 150, top + 26, span.toString());
            canvas.box("window", time.x(start) + 1, top, time.x(SLIDING_SIZE) - time.x(0) - 2, 40, title);
            canvas.text("small middle", time.x(start + SLIDING_SIZE / 2), top + 25, counts);
            top += 48;
        }
        time.axis(canvas, top + 4, 20);
        return canvas.svg();
    }

    private String session() {
        Canvas canvas = new Canvas(760, 224, "Sessions with a gap of " + GAP + " minutes, of each visitor");
        Time time = new Time(90, 37);
        List<String> visitors = names(Visit::visitor);
        for (int lane = 0; lane < visitors.size(); lane++) {
            int top = 24 + 74 * lane;
            String visitor = visitors.get(lane);
            canvas.text("axis end", 78, top + 32, visitor);
            sessions(visitor).forEach((span, count) -> {
                int width = time.x(span.end) - time.x(span.start);
                int gap = time.x(GAP) - time.x(0);
                canvas.box("window", time.x(span.start), top, width, 58, visitor + " " + span + ": " + count);
                canvas.box("gap", time.x(span.end) - gap, top, gap, 58, "");
                canvas.text("small middle", time.x(span.start) + width / 2, top + 50, span + ", " + visitsOf(count));
            });
            dots(canvas, time, top + 22, visit -> visit.visitor.equals(visitor));
        }
        time.axis(canvas, 24 + 74 * visitors.size(), 17);
        legend(canvas, 560, 208);
        return canvas.svg();
    }

    private String lateness() {
        Span window = new Span(0, SIZE);
        String page = "/home";
        Canvas canvas = new Canvas(760, 236, "The window " + window + " of " + page + " without and with lateness");
        int left = 150;
        int width = 146;
        for (int batch = 0; batch < batches; batch++) {
            int number = batch;
            int x = left + width * batch;
            if (batch % 2 == 1) {
                canvas.box("band", x, 16, width, 160, "");
            }
            canvas.text("label middle", x + width / 2, 194, "micro-batch " + (batch + 1));
            canvas.text("marked middle", x + width / 2, 212, "then watermark " + clock(watermarkBefore(batch + 1)));
            List<Visit> fallen = visits.stream()
                    .filter(visit -> visit.batch == number && visit.page.equals(page) && window.holds(visit.minute))
                    .toList();
            for (int i = 0; i < fallen.size(); i++) {
                Visit visit = fallen.get(i);
                int at = x + width * (i + 1) / (fallen.size() + 1);
                canvas.dot(isLate(visit) ? "late" : kind(visit), at, 62, shown(visit));
                canvas.dot(kind(visit), at, 138, shown(visit));
                canvas.text("small middle", at, 50, clock(visit.minute));
                canvas.text("small middle", at, 126, clock(visit.minute));
            }
        }
        life(canvas, left, width, 72, "no lateness", reachedIn(window.end), given(window, page, 0));
        life(canvas, left, width, 148, LATENESS + " minutes", reachedIn(window.end + LATENESS), given(
                window, page, LATENESS));
        return canvas.svg();
    }

    /** How many rows a window has when it is given. */
    private long given(Span window, String page, int lateness) {
        return visits.stream()
                .filter(visit -> visit.page.equals(page) && window.holds(visit.minute))
                .filter(visit -> window.end + lateness > watermarkBefore(visit.batch))
                .count();
    }

    private void life(Canvas canvas, int left, int width, int top, String name, int lastBatch, long count) {
        canvas.text("axis end", left - 12, top + 2, name);
        canvas.box("window", left, top, width * (lastBatch + 1), 16, "/home " + name + ": " + count);
        canvas.text("small end", left + width * (lastBatch + 1) - 6, top + 12, "given: " + visitsOf(count));
    }

    /** Those of one time above each other. */
    private void dots(Canvas canvas, Time time, int y, Predicate<Visit> which) {
        Map<Integer, Integer> before = new TreeMap<>();
        visits.stream().filter(which).forEach(visit -> {
            int above = before.merge(visit.minute, 1, Integer::sum) - 1;
            canvas.dot(kind(visit), time.x(visit.minute), y - 12 * above, shown(visit));
        });
    }

    private void legend(Canvas canvas, int x, int y) {
        int at = x;
        for (Visit visit : visits.stream().filter(visit -> visit.batch == 0).skip(1).toList()) {
            canvas.dot(kind(visit), at, y - 4, visit.page);
            canvas.text("label", at + 10, y, visit.page);
            at += 66;
        }
    }

    private static String titled(String page, Span span, long count) {
        return page + " " + span + ": " + count;
    }

    private String titled(String page, Span span) {
        return titled(page, span, count(span, page));
    }

    private String kind(Visit visit) {
        return names(Visit::page).indexOf(visit.page) == 0 ? "first" : "second";
    }

    private static String shown(Visit visit) {
        return clock(visit.minute) + " " + visit.visitor + " " + visit.page;
    }

    private static String visitsOf(long count) {
        return count + (count == 1 ? " visit" : " visits");
    }

    private static String clock(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", 10 + Math.floorDiv(minute, 60), Math.floorMod(minute, 60));
    }

    /** Minutes from left to right. */
    private record Time(int left, int perMinute) {
        int x(int minute) {
            return left + perMinute * minute;
        }

        void axis(Canvas canvas, int y, int last) {
            canvas.line("grid", x(0), y, x(last), y);
            for (int minute = 0; minute <= last; minute += SIZE) {
                canvas.line("grid", x(minute), y - 4, x(minute), y + 4);
                canvas.text("axis middle", x(minute), y + 20, clock(minute));
            }
        }
    }

    /** Shapes as text. Has its own background, light or dark as the reader likes it. */
    private static final class Canvas {
        private static final String STYLE = """
                  <style>
                    text { font: 13px sans-serif; fill: #24292f; }
                    .paper { fill: #ffffff; } .grid { stroke: #afb8c1; } .band { fill: #eef1f4; } .past { fill: #d73a49; opacity: 0.10; }
                    .mark { stroke: #c9303f; stroke-width: 2.5; } .marked { fill: #b02a37; } .small { font-size: 12px; }
                    .middle { text-anchor: middle; } .end { text-anchor: end; }
                    .window { fill: #dbe9f9; stroke: #5a8fc7; } .gap { fill: #5a8fc7; opacity: 0.18; }
                    .first { fill: #b4690e; } .second { fill: #1f6feb; } .late { fill: none; stroke: #c9303f; stroke-width: 2.5; }
                    @media (prefers-color-scheme: dark) {
                      text { fill: #e6edf3; } .paper { fill: #0d1117; } .grid { stroke: #57606a; } .band { fill: #1b222b; }
                      .past { fill: #ff7b72; opacity: 0.14; } .mark { stroke: #ff7b72; } .marked { fill: #ff938a; }
                      .window { fill: #17314f; stroke: #5a8fc7; } .gap { fill: #79b8ff; }
                      .first { fill: #f0a04b; } .second { fill: #6cb2ff; } .late { stroke: #ff7b72; }
                    }
                  </style>
                """;

        private final StringBuilder shapes = new StringBuilder();
        private final int width;
        private final int height;

        Canvas(int width, int height, String title) {
            this.width = width;
            this.height = height;
            shapes.append("  <title>").append(title).append("</title>\n");
            box("paper", 0, 0, width, height, "");
        }

        void line(String kind, int x1, int y1, int x2, int y2) {
            shapes.append("  <line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n"
                    .formatted(kind, x1, y1, x2, y2));
        }

        void box(String kind, int x, int y, int boxWidth, int boxHeight, String title) {
            String end = title.isEmpty() ? "/>" : "><title>" + title + "</title></rect>";
            shapes.append("  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"%s\n"
                    .formatted(kind, x, y, boxWidth, boxHeight, end));
        }

        void dot(String kind, int x, int y, String title) {
            shapes.append("  <circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"5\"><title>%s</title></circle>\n"
                    .formatted(kind, x, y, title));
        }

        void text(String kind, int x, int y, String text) {
            shapes.append("  <text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n".formatted(kind, x, y, text));
        }

        String svg() {
            return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n"
                            .formatted(width, height, width, height)
                    + STYLE + shapes + "</svg>\n";
        }
    }
}
