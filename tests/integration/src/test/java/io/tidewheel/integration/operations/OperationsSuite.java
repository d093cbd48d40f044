package io.tidewheel.integration.operations;

import io.tidewheel.api.Tidewheel;
import org.junit.jupiter.api.Nested;

/** The whole contract of operations, over one backend. */
abstract class OperationsSuite {
    /** Opens a session on the backend under test. */
    abstract Tidewheel open(String master);

    /** True if the backend under test may run a task again although it succeeded. */
    boolean repeatsTasks() {
        return false;
    }

    /** False if the backend under test may forget what is cached, and compute it again. */
    boolean keepsCaches() {
        return true;
    }

    @Nested
    class Narrow extends NarrowContract {
        @Override
        OperationsSuite suite() {
            return OperationsSuite.this;
        }
    }

    @Nested
    class Actions extends ActionsContract {
        @Override
        OperationsSuite suite() {
            return OperationsSuite.this;
        }
    }

    @Nested
    class Partitions extends PartitionsContract {
        @Override
        OperationsSuite suite() {
            return OperationsSuite.this;
        }
    }

    @Nested
    class Keyed extends KeyedContract {
        @Override
        OperationsSuite suite() {
            return OperationsSuite.this;
        }
    }

    @Nested
    class Joins extends JoinsContract {
        @Override
        OperationsSuite suite() {
            return OperationsSuite.this;
        }
    }

    @Nested
    class Sort extends SortContract {
        @Override
        OperationsSuite suite() {
            return OperationsSuite.this;
        }
    }

    @Nested
    class Model extends ModelContract {
        @Override
        OperationsSuite suite() {
            return OperationsSuite.this;
        }
    }
}
