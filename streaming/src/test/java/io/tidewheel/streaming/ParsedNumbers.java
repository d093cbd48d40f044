package io.tidewheel.streaming;

import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;

/** Texts of another source as numbers; what is none is a bad record. */
record ParsedNumbers(MemorySource<String> texts) implements StreamSource<Integer> {
    @Override
    public String describe() {
        return "numbers";
    }

    @Override
    public SourceDriver<Integer> open(SourceContext context) throws Exception {
        SourceDriver<String> driver = texts.open(context);
        return new SourceDriver<>() {
            @Override
            public Offset start() throws Exception {
                return driver.start();
            }

            @Override
            public SourcePlan plan(Offset from, SourceLimit limit) throws Exception {
                return driver.plan(from, limit);
            }

            @Override
            public boolean freezeEnd() throws Exception {
                return driver.freezeEnd();
            }

            @Override
            public SplitFormat<Integer> format() {
                return new Format(driver.format());
            }

            @Override
            public void close() throws IOException {
                driver.close();
            }
        };
    }

    private record Format(SplitFormat<String> texts) implements SplitFormat<Integer> {
        @Override
        public SplitReader<Integer> open(Split split) throws Exception {
            return new Reader(texts.open(split));
        }
    }

    private record Reader(SplitReader<String> texts) implements SplitReader<Integer> {
        @Override
        public boolean read(RowReceiver<Integer> rows, int atMost) throws Exception {
            return texts.read(
                    new RowReceiver<>() {
                        @Override
                        public void row(String text) throws Exception {
                            try {
                                rows.row(Integer.valueOf(text));
                            } catch (NumberFormatException e) {
                                rows.bad(text, position(), e);
                            }
                        }

                        @Override
                        public void bad(String record, String position, Exception problem) throws Exception {
                            rows.bad(record, position, problem);
                        }
                    },
                    atMost);
        }

        @Override
        public String position() {
            return texts.position();
        }

        @Override
        public void close() throws IOException {
            texts.close();
        }
    }
}
