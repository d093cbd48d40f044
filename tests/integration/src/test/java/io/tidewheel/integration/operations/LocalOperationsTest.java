package io.tidewheel.integration.operations;

import io.tidewheel.api.Tidewheel;
import org.junit.jupiter.api.Nested;

/** The contract of operations over the local backend. */
class LocalOperationsTest {
    private static Tidewheel local(String master) {
        return Tidewheel.builder().master(master).name("operations").open();
    }

    @Nested
    class Narrow extends NarrowContract {
        @Override
        Tidewheel open(String master) {
            return local(master);
        }
    }

    @Nested
    class Actions extends ActionsContract {
        @Override
        Tidewheel open(String master) {
            return local(master);
        }
    }

    @Nested
    class Partitions extends PartitionsContract {
        @Override
        Tidewheel open(String master) {
            return local(master);
        }
    }

    @Nested
    class Keyed extends KeyedContract {
        @Override
        Tidewheel open(String master) {
            return local(master);
        }
    }

    @Nested
    class Joins extends JoinsContract {
        @Override
        Tidewheel open(String master) {
            return local(master);
        }
    }

    @Nested
    class Sort extends SortContract {
        @Override
        Tidewheel open(String master) {
            return local(master);
        }
    }

    @Nested
    class Model extends ModelContract {
        @Override
        Tidewheel open(String master) {
            return local(master);
        }
    }
}
