package io.tidewheel.batch.file;

import io.tidewheel.storage.StoredFile;
import java.util.ArrayList;
import java.util.List;

/** Puts whole files together into partitions of about the same size, in their order. */
final class FileGroups {
    private FileGroups() {}

    /** At most {@code wanted} groups that differ by little more than the largest file, none of them empty. */
    static List<List<StoredFile>> of(List<StoredFile> files, int wanted) {
        long bytes = files.stream().mapToLong(file -> file.length() + 1).sum();
        List<List<StoredFile>> groups = new ArrayList<>();
        List<StoredFile> group = new ArrayList<>();
        long before = 0;
        for (StoredFile file : files) {
            // A file belongs to the share of all bytes in which its middle lies.
            long share = (before + file.length() / 2) * wanted / bytes;
            if (!group.isEmpty() && share > groups.size()) {
                groups.add(List.copyOf(group));
                group.clear();
            }
            group.add(file);
            before += file.length() + 1;
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return List.copyOf(groups);
    }
}
