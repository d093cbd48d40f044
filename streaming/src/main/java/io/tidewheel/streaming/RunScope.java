package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;

/**
 * What the batches of a run share.
 *
 * @param noticed what tasks leave besides rows
 * @param beginnings what the first batch has to do once
 */
record RunScope(
        Description query,
        SessionAccess session,
        RunParts parts,
        Noticed noticed,
        LookBack lookBack,
        Beginnings beginnings,
        BatchTimes times) {}
