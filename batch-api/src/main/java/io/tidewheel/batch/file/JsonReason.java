package io.tidewheel.batch.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Why a line of JSON is no record, in words of the data rather than of the library that read it. */
final class JsonReason {
    private static final int SHOWN = 80;
    private static final Set<Class<?>> WHOLE = Set.of(
            byte.class,
            short.class,
            int.class,
            long.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class);
    private static final Set<Class<?>> REAL =
            Set.of(float.class, double.class, Float.class, Double.class, BigDecimal.class);

    private JsonReason() {}

    /** Of text that is no JSON. */
    static String of(JsonProcessingException failure) {
        int column = failure.getLocation() == null ? 0 : failure.getLocation().getColumnNr();
        String why = failure instanceof JsonEOFException
                ? "it ends too early"
                : failure.getOriginalMessage().replaceAll(" ?\\(?[^(]*\\[Source: [^]]*]\\)?", "");
        return "it is not JSON at character " + column + ": " + why;
    }

    /** Of JSON that does not fit the record. */
    static String of(JsonMappingException failure, JsonNode line) {
        String member = member(failure);
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return "member '" + member + "' is unknown, "
                    + unknown.getReferringClass().getSimpleName() + " has " + unknown.getKnownPropertyIds();
        }
        if (failure instanceof ValueInstantiationException refused) {
            Throwable cause = refused.getCause() == null ? refused : refused.getCause();
            return "the constructor of " + refused.getType().getRawClass().getSimpleName() + " refused it: " + cause;
        }
        if (failure.getOriginalMessage().startsWith("Trailing token")) {
            return "it goes on after its object";
        }
        String what = member.isEmpty() ? "it" : "member '" + member + "'";
        if (failure.getCause() instanceof InputCoercionException range) {
            return what + " is a number out of the range of "
                    + range.getTargetType().getSimpleName();
        }
        if (failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return what + " is " + found(failure, line) + ", " + expected(mismatch.getTargetType()) + " was expected";
        }
        return what + " cannot be read: " + failure.getOriginalMessage();
    }

    /** "place.lat", "tags[1]"; empty for the whole. */
    private static String member(JsonMappingException failure) {
        StringBuilder member = new StringBuilder();
        for (Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                member.append('[').append(step.getIndex()).append(']');
            } else {
                member.append(member.length() == 0 ? "" : ".").append(step.getFieldName());
            }
        }
        return member.toString();
    }

    private static String found(JsonMappingException failure, JsonNode line) {
        JsonNode node = line;
        for (Reference step : failure.getPath()) {
            node = step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        if (node.isMissingNode()) {
            return "missing";
        } else if (node.isObject()) {
            return "an object";
        } else if (node.isArray()) {
            return "a list";
        }
        String value = node.asText();
        String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
        return node.isTextual() ? "the text \"" + shown + "\"" : shown;
    }

    private static String expected(Class<?> type) {
        if (WHOLE.contains(type)) {
            return "a whole number";
        } else if (REAL.contains(type)) {
            return "a number";
        } else if (type == String.class || type == char.class || type == Character.class) {
            return "a text";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        } else if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        } else if (type.getName().startsWith("java.time.") || type == Optional.class) {
            String name = type.getSimpleName();
            return ("AEIOU".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name;
        }
        return "an object";
    }
}
