package io.tidewheel.integration.operations;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.integration.hostile.HostileBackend;
import org.junit.jupiter.api.Nested;

/** The contract of operations over a backend that serialises everything, reorders, and runs every task twice. */
class HostileOperationsTest {
    private static Tidewheel hostile(String master, boolean repeatsTasks) {
        Master parsed = Master.parse(master, 2);
        return BackendDoor.open(master, local -> HostileBackend.instead(local, parsed, 20_261_122, repeatsTasks));
    }

    @Nested
    class Narrow extends NarrowContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, true);
        }

        @Override
        boolean repeatsTasks() {
            return true;
        }
    }

    @Nested
    class Actions extends ActionsContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, true);
        }

        @Override
        boolean repeatsTasks() {
            return true;
        }
    }

    /** Without repetition, so that runs can be counted; still serialised and out of order. */
    @Nested
    class ActionsOnce extends ActionsContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, false);
        }
    }

    @Nested
    class Partitions extends PartitionsContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, true);
        }

        @Override
        boolean repeatsTasks() {
            return true;
        }
    }

    @Nested
    class Keyed extends KeyedContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, true);
        }

        @Override
        boolean repeatsTasks() {
            return true;
        }
    }

    @Nested
    class Joins extends JoinsContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, true);
        }

        @Override
        boolean repeatsTasks() {
            return true;
        }
    }

    @Nested
    class Sort extends SortContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, true);
        }

        @Override
        boolean repeatsTasks() {
            return true;
        }
    }

    @Nested
    class Model extends ModelContract {
        @Override
        Tidewheel open(String master) {
            return hostile(master, true);
        }

        @Override
        boolean repeatsTasks() {
            return true;
        }
    }
}
