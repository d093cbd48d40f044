package io.tidewheel.checkpoint.journal;

import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes segments that nobody needs, of one epoch and of older ones.
 *
 * @param current the one that is being written
 * @param base the first of its epoch that belongs to the last image
 */
record SegmentPurge(Storage storage, String directory, SegmentName current, long base) {
    /** @param needed segments whose changes are needed */
    void purge(List<Run> needed) throws IOException {
        String journal = Storage.child(directory, SegmentName.DIRECTORY);
        List<SegmentName> doomed = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        for (StoredFile file : storage.list(journal)) {
            Optional<SegmentName> name = SegmentName.parse(file.name());
            if (name.isPresent() && isOurs(name.get()) && needed.stream().noneMatch(run -> run.contains(name.get()))) {
                boolean waypoint = file.name().equals(Storage.name(name.get().waypointIn(directory)));
                if (!isSearchedFor(name.get())) {
                    deleted.add(Storage.child(journal, file.name()));
                } else if (!waypoint) {
                    doomed.add(name.get());
                }
            }
        }
        replace(doomed, journal);
        for (String path : deleted) {
            storage.delete(path);
            Failpoint.hit("mid-purge");
        }
    }

    private boolean isOurs(SegmentName name) {
        return name.epoch() < current.epoch() || (name.epoch() == current.epoch() && name.number() < base);
    }

    private boolean isSearchedFor(SegmentName name) {
        return name.epoch() == current.epoch() && Numbers.isWaypoint(name.number(), current.number());
    }

    /** The search for the newest segment goes on finding them. */
    private void replace(List<SegmentName> doomed, String journal) throws IOException {
        if (doomed.isEmpty()) {
            return;
        }
        for (SegmentName name : doomed) {
            if (storage.stat(name.waypointIn(directory)).isEmpty()) {
                storage.create(name.waypointIn(directory)).close();
            }
        }
        storage.syncDirectory(journal);
        for (SegmentName name : doomed) {
            storage.delete(name.in(directory));
        }
    }
}
