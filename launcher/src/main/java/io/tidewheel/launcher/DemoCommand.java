package io.tidewheel.launcher;

import java.util.List;

final class DemoCommand implements Command {
    @Override
    public String synopsis() {
        return "demo [OPTIONS]";
    }

    @Override
    public String doc() {
        return "Counts words, and requests per page and hour, of a web server's log.";
    }

    @Override
    public List<Option> options() {
        return SessionOptions.ALL;
    }

    @Override
    public int run(Arguments arguments) {
        return 0;
    }
}
