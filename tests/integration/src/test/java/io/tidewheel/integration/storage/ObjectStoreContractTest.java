package io.tidewheel.integration.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.integration.storage.StubObjectStore.Answer;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageDoor;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that makes objects whole and on condition, and fails as such stores do. No pause is waited for. */
class ObjectStoreContractTest extends StorageContract {
    private final List<Long> pauses = new ArrayList<>();

    private StubObjectStore store;
    private Storage storage;

    @BeforeEach
    void open() throws Exception {
        store = new StubObjectStore();
        storage = connect("30000");
        storage.createDirectories(root());
    }

    private Storage connect(String timeoutMillis) throws IOException {
        return StorageDoor.connect(
                store.root(),
                Map.of("fs.stub.impl", StubFileSystem.class.getName(), "fs.stub.timeout", timeoutMillis),
                pauses::add);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Override
    String root() {
        return store.root() + "root";
    }

    private void createWhole(String name, String text) throws IOException {
        storage.createWhole(path(name), text.getBytes(UTF_8));
    }

    private long puts(String name) {
        return store.requests().stream().filter(("PUT root/" + name)::equals).count();
    }

    @Test
    void when_objectIsWritten_then_itIsThereWhenItIsClosed() throws Exception {
        assertThat(storage.appends()).isFalse();
        StorageOutput out = storage.create(path("a"));
        out.write("text".getBytes(UTF_8));
        out.sync();
        assertThat(storage.stat(path("a"))).isEmpty();
        out.close();
        out.close();
        assertThat(read("a", 0)).isEqualTo("text");
        assertThat(puts("a")).isEqualTo(1);
    }

    @Test
    void when_creatorsOverlap_then_theFirstToCloseWins() throws Exception {
        StorageOutput one = storage.create(path("a"));
        StorageOutput two = storage.create(path("a"));
        one.write(1);
        two.write(2);
        two.close();
        assertThatThrownBy(one::close)
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(path("a"));
        assertThat(read("a", 0)).isEqualTo("\u0002");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFLICT", "PRECONDITION_FAILED", "UNAVAILABLE", "RESET"})
    void when_requestHasNoEffect_then_itIsTriedAgain(Answer answer) throws Exception {
        store.answer("PUT", answer, answer);
        createWhole("a", "text");
        assertThat(read("a", 0)).isEqualTo("text");
        assertThat(puts("a")).isEqualTo(3);
        assertThat(pauses).containsExactly(100L, 200L);
    }

    @Test
    void when_answerIsLost_then_theObjectIsReadBackAndOurs() throws Exception {
        store.answer("PUT", Answer.RESET_AFTER);
        createWhole("a", "text");
        assertThat(puts("a")).isEqualTo(1);
        assertThat(read("a", 0)).isEqualTo("text");
    }

    @Test
    void when_secondTryIsRefusedBecauseTheFirstArrived_then_theObjectIsOurs() throws Exception {
        // What is under way when it is looked for arrives later.
        store.answer("PUT", Answer.RESET_AFTER);
        store.answer("HEAD", Answer.UNAVAILABLE);
        createWhole("a", "text");
        assertThat(puts("a")).isEqualTo(1);
        assertThat(pauses).containsExactly(100L);
    }

    @Test
    void when_answerIsLostAndAnotherWasFirst_then_weLost() throws Exception {
        createWhole("a", "theirs");
        store.answer("PUT", Answer.RESET, Answer.UNAVAILABLE);
        assertThatThrownBy(() -> createWhole("a", "ours")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read("a", 0)).isEqualTo("theirs");
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW", "SLOW_AFTER"})
    void when_noAnswerComesInTime_then_theRequestIsSettled(Answer answer) throws Exception {
        storage = connect("200");
        store.answer("PUT", answer);
        createWhole("a", "text");
        assertThat(read("a", 0)).isEqualTo("text");
        assertThat(puts("a")).isEqualTo(answer == Answer.SLOW ? 2 : 1);
    }

    @Test
    void when_storeStaysAway_then_itIsGivenUpInTime() {
        store.answer("PUT", Collections.nCopies(20, Answer.UNAVAILABLE).toArray(Answer[]::new));
        assertThatThrownBy(() -> createWhole("a", "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
        assertThat(puts("a")).isEqualTo(8);
        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L);
    }

    @Test
    void when_readingMeetsTrouble_then_itIsTriedAgain() throws Exception {
        createWhole("a", "text");
        store.answer("GET", Answer.UNAVAILABLE, Answer.RESET);
        assertThat(read("a", 0)).isEqualTo("text");
        store.answer("HEAD", Answer.UNAVAILABLE);
        assertThat(storage.stat(path("a"))).isPresent();
        store.answer("GET", Answer.RESET);
        assertThat(storage.list(root())).extracting(StoredFile::name).containsExactly("a");
        store.answer("DELETE", Answer.UNAVAILABLE);
        assertThat(storage.delete(path("a"))).isTrue();
        assertThat(storage.stat(path("a"))).isEmpty();
    }

    @Test
    void when_objectIsLarge_then_itIsSentOnceAndSettled() throws Exception {
        byte[] large = new byte[5 << 20];
        store.answer("PUT", Answer.RESET_AFTER);
        storage.createWhole(path("a"), large);
        assertThat(storage.stat(path("a"))).get().extracting(StoredFile::length).isEqualTo((long) large.length);
        large[17] = 1;
        assertThatThrownBy(() -> storage.createWhole(path("a"), large)).isInstanceOf(FileAlreadyExistsException.class);
        store.answer("PUT", Answer.UNAVAILABLE);
        assertThatThrownBy(() -> storage.createWhole(path("b"), large)).hasMessageContaining("503");
        assertThat(puts("b")).isEqualTo(1);
    }

    @Test
    void when_storeIgnoresTheCondition_then_theProbeRefusesIt() throws Exception {
        store.ignoreConditions();
        assertThatThrownBy(() -> storage.probe(path("probe")))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                .hasMessageContaining(path("probe"))
                .hasMessageContaining("ignores the condition")
                .hasMessageContaining("use the local disk, HDFS, or an object store with conditional writes");
        assertThat(storage.list(root())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFLICT", "UNAVAILABLE", "RESET", "RESET_AFTER"})
    void when_probeMeetsTrouble_then_itPasses(Answer answer) throws Exception {
        store.answer("PUT", answer, answer);
        storage.probe(path("probe"));
        assertThat(storage.list(root())).isEmpty();
    }
}
