package io.tidewheel.checkpoint.testing;

import java.util.concurrent.atomic.AtomicLong;

/** Decides for each call of a storage what happens to it. May note calls, and do to other storages what it likes. */
@FunctionalInterface
public interface FaultPlan {
    FaultPlan NONE = call -> Fault.NONE;

    /** The calls that can go wrong, of the storage and of what it opens. */
    enum Operation {
        STAT,
        LIST,
        OPEN,
        READ,
        CREATE,
        PREALLOCATE,
        WRITE,
        SYNC,
        CLOSE,
        RENAME,
        DELETE,
        CREATE_DIRECTORIES,
        SYNC_DIRECTORY,
        SEAL,
        IS_BEING_WRITTEN
    }

    /**
     * One call.
     *
     * @param number how many calls this process has made of this storage, with this one
     */
    record Call(long number, Operation operation, String path) {
        @Override
        public String toString() {
            return "call " + number + ", " + operation + " " + path;
        }
    }

    Fault at(Call call);

    /** A fault at the {@code number}-th call, from 1. */
    static FaultPlan nth(long number, Fault fault) {
        return call -> call.number() == number ? fault : Fault.NONE;
    }

    /** A fault at the {@code number}-th call of one kind, from 1. */
    static FaultPlan nth(Operation operation, long number, Fault fault) {
        AtomicLong seen = new AtomicLong();
        return call -> call.operation() == operation && seen.incrementAndGet() == number ? fault : Fault.NONE;
    }
}
