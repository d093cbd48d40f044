package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.testing.StreamRun.Crash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A way to run a job that is compared with the batch in one partition. */
sealed interface Way {
    <I> Outcome run(JobRuns<I> jobs, List<I> rows);

    /** The same for an input without the rows {@code [from, to)}. */
    Way without(int from, int to);

    /** Ways with something less, the greatest steps first. */
    List<Way> simpler();

    /** For people: "as a stream in 2 micro-batches, cut after row 1". */
    String describe(int rows);

    /** "1 row", "2 rows". */
    static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** As a batch again: in one partition, or in more. */
    record AsBatch(int partitions) implements Way {
        @Override
        public <I> Outcome run(JobRuns<I> jobs, List<I> rows) {
            return jobs.asBatch(rows, partitions);
        }

        @Override
        public Way without(int from, int to) {
            return this;
        }

        @Override
        public List<Way> simpler() {
            return List.of();
        }

        @Override
        public String describe(int rows) {
            return partitions == 1 ? "as the same batch again" : "as a batch in " + partitions + " partitions";
        }
    }

    record AsStream(StreamRun run) implements Way {
        private static final int MOST_SHOWN = 20; // cuts
        private static final int MOST_SINGLE = 40; // cuts that are left out one by one

        @Override
        public <I> Outcome run(JobRuns<I> jobs, List<I> rows) {
            return jobs.asStream(rows, run);
        }

        @Override
        public Way without(int from, int to) {
            return new AsStream(run.without(from, to));
        }

        @Override
        public List<Way> simpler() {
            List<StreamRun> runs = new ArrayList<>();
            if (run.state() != StateKind.MEMORY) {
                runs.add(run.withState(StateKind.MEMORY));
            }
            if (!run.crashes().isEmpty()) {
                runs.add(run.withCrashes(List.of()));
                run.crashes().forEach(crash -> runs.add(run.withCrashes(others(run.crashes(), crash))));
            }
            if (!run.parallelism().equals(StreamRun.WHOLE.parallelism())) {
                runs.add(run.withParallelism(1));
            }
            List<Integer> cuts = run.cuts();
            if (!cuts.isEmpty()) {
                int middle = cuts.size() / 2;
                runs.add(run.withCuts(List.of()));
                runs.add(run.withCuts(cuts.subList(0, middle)));
                runs.add(run.withCuts(cuts.subList(middle, cuts.size())));
            }
            if (cuts.size() <= MOST_SINGLE) {
                cuts.forEach(cut -> runs.add(run.withCuts(others(cuts, cut))));
            }
            return runs.stream()
                    .filter(simpler -> !simpler.equals(run))
                    .<Way>map(AsStream::new)
                    .toList();
        }

        private static <T> List<T> others(List<T> all, T one) {
            List<T> others = new ArrayList<>(all);
            others.remove((Object) one);
            return others;
        }

        @Override
        public String describe(int rows) {
            int batches = run.ends(rows).length;
            StringBuilder text = new StringBuilder("as a stream in ")
                    .append(batches == 1 ? "one micro-batch" : batches + " micro-batches, " + cuts(rows));
            if (!run.parallelism().equals(StreamRun.WHOLE.parallelism())
                    || !run.crashes().isEmpty()) {
                text.append(", in ").append(counted(run.partitionsAfter(0), "partition"));
            }
            int starts = 1;
            for (Crash crash : run.crashes()) {
                text.append(", with a crash ")
                        .append(crash.describe())
                        .append(" and a restart in ")
                        .append(counted(run.partitionsAfter(starts++), "partition"));
            }
            return text.append(run.state() == StateKind.MEMORY ? "" : ", with state in " + run.state())
                    .toString();
        }

        private String cuts(int rows) {
            List<Integer> cuts =
                    run.cuts().stream().filter(cut -> cut > 0 && cut < rows).toList();
            String shown = cuts.stream().limit(MOST_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
            return "cut after row " + shown
                    + (cuts.size() > MOST_SHOWN ? " and " + (cuts.size() - MOST_SHOWN) + " more" : "");
        }
    }
}
