package io.tidewheel.integration.storage;

import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageContractTest extends GrowingStorageContract {
    @TempDir
    Path folder;

    @Override
    Storage storage() {
        return Storages.DEFAULT.of(folder.toString());
    }

    @Override
    String root() {
        return folder.toString();
    }
}
