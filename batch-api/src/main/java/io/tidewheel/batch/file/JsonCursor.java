package io.tidewheel.batch.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import io.tidewheel.api.file.BadLineHandler;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records in the lines of one split of JSON. */
final class JsonCursor extends RecordCursor {
    private final ObjectReader reader;
    private String line = "";

    JsonCursor(LineCursor lines, ObjectReader reader, @Nullable BadLineHandler handler) {
        super(lines, handler);
        this.reader = reader;
    }

    @Override
    @Nullable
    Object record() throws BadRecord, IOException {
        String next;
        do {
            next = lines.line();
            if (next == null) {
                return null;
            }
        } while (next.isBlank());
        line = next;
        return parsed();
    }

    private Object parsed() throws BadRecord {
        Object row;
        try {
            row = reader.readValue(line);
        } catch (InvalidDefinitionException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    reader.getValueType() + " cannot be read from JSON: " + e.getOriginalMessage(),
                    e);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // of the record's constructor: no matter of the line
            }
            throw new BadRecord(JsonReason.of(e, tree(line)), e);
        } catch (JsonProcessingException e) {
            throw new BadRecord(JsonReason.of(e), e);
        }
        if (row == null) {
            throw new BadRecord("it is null, an object was expected", null);
        }
        return row;
    }

    /** What a line holds that is no record. */
    private JsonNode tree(String line) throws BadRecord {
        try {
            return reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(line);
        } catch (JsonProcessingException e) {
            throw new BadRecord(JsonReason.of(e), e);
        }
    }

    @Override
    long recordLine() {
        return lines.lineNumber();
    }

    @Override
    String recordText() {
        return line;
    }
}
