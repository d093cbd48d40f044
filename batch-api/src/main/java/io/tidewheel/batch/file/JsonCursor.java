package io.tidewheel.batch.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import io.tidewheel.api.file.BadLineHandler;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/** The records in the lines of one split of JSON. */
final class JsonCursor extends RecordCursor {
    private final ObjectReader reader;

    JsonCursor(LineCursor lines, ObjectReader reader, @Nullable BadLineHandler handler) {
        super(lines, handler);
        this.reader = reader;
    }

    @Override
    Object record(String line) throws BadRecord {
        Object row;
        try {
            row = reader.readValue(line);
        } catch (InvalidDefinitionException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    reader.getValueType() + " cannot be read from JSON: " + e.getOriginalMessage(),
                    e);
        } catch (JsonMappingException e) {
            String member = e.getPathReference().replaceFirst(".*?\\[", "[");
            throw new BadRecord("member " + member + ": " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw new BadRecord("it is not JSON at character " + column + ": " + e.getOriginalMessage(), e);
        }
        if (row == null) {
            throw new BadRecord("it is null, an object was expected", null);
        }
        return row;
    }
}
