package io.tidewheel.streaming;

import java.util.List;

/** A step whose state is found again by a name. */
interface KeepsState {
    String name();

    /** False if the name was made of those of its inputs. */
    boolean isNamed();

    /** Of what its state is made. */
    StateSchema schema() throws Exception;

    /** Under which names it keeps something, its own first if that is one of them. */
    List<String> stores();
}
