package io.tidewheel.launcher;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.storage.Storage;
import java.util.Collection;
import java.util.List;

/** Looks at a checkpoint, also while a query writes it. */
final class CheckpointCommand implements Command {
    private static final List<String> ACTIONS = List.of("show", "verify");

    private static final List<Option> STARTING = List.of(SessionOptions.TAKE_OVER, SessionOptions.ALLOW_DROPPED_STATE);
    private static final List<Option> OPTIONS = SessionOptions.ALL.stream()
            .filter(option -> !STARTING.contains(option))
            .toList();

    @Override
    public String synopsis() {
        return "checkpoint [OPTIONS] show|verify DIRECTORY";
    }

    @Override
    public String doc() {
        return "Prints what is in a checkpoint (show), or proves that it can be restored (verify), also while a query"
                + " writes it. Ends with 4 if it is damaged.";
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public Collection<String> names() {
        return ACTIONS;
    }

    @Override
    public int run(Arguments arguments) {
        List<String> words = arguments.rest();
        if (words.size() != 2) {
            throw Arguments.usage("expected an action and a directory, but got " + words + ": tidewheel " + synopsis());
        }
        String action = words.get(0);
        String directory = words.get(1);
        if (directory.isBlank()) {
            throw Arguments.usage("the directory has no name: tidewheel " + synopsis());
        }
        if (!ACTIONS.contains(action)) {
            throw Arguments.usage(
                    "there is no action '" + action + "'" + Nearest.hint(action, ACTIONS) + "; there are " + ACTIONS);
        }
        return Application.run(Launch.prepare(arguments), () -> {
            try (Tidewheel session = Tidewheel.open()) {
                Storage storage = SessionAccess.to(session).storages().of(directory);
                if (action.equals("show")) {
                    Checkpoint.show(storage, directory, System.out);
                    Checkpoint.verify(storage, directory); // says on standard error if it could not be restored
                } else {
                    System.out.println(Checkpoint.verify(storage, directory));
                }
            }
        });
    }
}
