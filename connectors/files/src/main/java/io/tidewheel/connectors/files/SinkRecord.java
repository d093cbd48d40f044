package io.tidewheel.connectors.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the file sink writes down: the token of a batch, a note of what is committed, an entry of the manifest. Lines of
 * text; docs/formats.md has every byte.
 *
 * @param epoch of the writer
 * @param batchId the last batch whose rows are in it; -1 if none
 * @param sinceMillis when the first of the pending rows was prepared
 * @param part the name of the part that the pieces become; empty but for ROLL
 * @param pieces pending rows; for ROLL, those that become the part
 * @param parts hidden files that become parts by themselves
 */
record SinkRecord(
        What what,
        long epoch,
        long batchId,
        long sinceMillis,
        String part,
        List<Piece> pieces,
        List<StagedPart> parts) {
    /** What a record is. */
    enum What {
        /** What is committed once this batch is: a token, and later a note. */
        COMMITTED,
        /** An epoch has taken over. */
        BASE,
        /** Pieces become a part. */
        ROLL,
        /** Hidden files become parts. */
        PARTS
    }

    private static final String FIRST_LINE = "tidewheel-files 1";

    SinkRecord {
        pieces = List.copyOf(pieces);
        parts = List.copyOf(parts);
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append(what.name().toLowerCase(Locale.ROOT))
                .append(' ')
                .append(epoch)
                .append(' ')
                .append(batchId)
                .append(' ')
                .append(sinceMillis)
                .append('\n');
        if (!part.isEmpty()) {
            text.append("part ").append(part).append('\n');
        }
        for (Piece piece : pieces) {
            text.append("piece ").append(piece.name()).append(' ').append(piece.length());
            text.append(' ').append(piece.headerLength()).append(' ').append(Integer.toHexString(piece.crc()));
            text.append('\n');
        }
        for (StagedPart staged : parts) {
            text.append("staged ").append(staged.name()).append(' ').append(staged.part());
            text.append(' ').append(staged.length()).append(' ').append(Integer.toHexString(staged.crc()));
            text.append('\n');
        }
        String checksum = checksum(text);
        return text.append("end ").append(checksum).append('\n').toString().getBytes(UTF_8);
    }

    private static String checksum(CharSequence text) {
        CRC32C crc = new CRC32C();
        crc.update(text.toString().getBytes(UTF_8));
        return Integer.toHexString((int) crc.getValue());
    }

    /**
     * The one record in {@code bytes}.
     *
     * @throws TidewheelException (CHECKPOINT) if it is damaged, or newer than this release
     */
    static SinkRecord of(byte[] bytes, String where) {
        List<SinkRecord> records = all(bytes, where);
        if (records.size() != 1) {
            throw damaged(where, records.size() + " whole records, 1 was expected");
        }
        return records.get(0);
    }

    /** The whole records in {@code bytes}, one after another; one that is cut short at the end is left out. */
    static List<SinkRecord> all(byte[] bytes, String where) {
        String text = new String(bytes, UTF_8);
        List<SinkRecord> records = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf("\nend ", start);
            int newline = end < 0 ? -1 : text.indexOf('\n', end + 1);
            if (newline < 0) {
                return records;
            }
            String content = text.substring(start, end + 1);
            String found = text.substring(end + "\nend ".length(), newline);
            if (!found.equals(checksum(content))) {
                throw damaged(where, "a checksum " + found + " instead of " + checksum(content));
            }
            records.add(parse(content, where));
            start = newline + 1;
        }
        return records;
    }

    static @Nullable SinkRecord last(byte[] bytes, String where) {
        List<SinkRecord> records = all(bytes, where);
        return records.isEmpty() ? null : records.get(records.size() - 1);
    }

    private static SinkRecord parse(String content, String where) {
        List<String> lines = content.lines().toList();
        if (!lines.get(0).equals(FIRST_LINE)) {
            throw damaged(where, "'" + lines.get(0) + "' instead of '" + FIRST_LINE + "', perhaps of a newer release");
        }
        String[] head = lines.get(1).split(" ");
        String part = "";
        List<Piece> pieces = new ArrayList<>();
        List<StagedPart> parts = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "part" -> part = words[1];
                case "piece" ->
                    pieces.add(new Piece(
                            words[1],
                            Long.parseLong(words[2]),
                            Integer.parseInt(words[3]),
                            Integer.parseUnsignedInt(words[4], 16)));
                case "staged" ->
                    parts.add(new StagedPart(
                            words[1], words[2], Long.parseLong(words[3]), Integer.parseUnsignedInt(words[4], 16)));
                default -> throw damaged(where, "the line '" + line + "', which this release does not know");
            }
        }
        return new SinkRecord(
                What.valueOf(head[0].toUpperCase(Locale.ROOT)),
                Long.parseLong(head[1]),
                Long.parseLong(head[2]),
                Long.parseLong(head[3]),
                part,
                pieces,
                parts);
    }

    private static TidewheelException damaged(String where, String found) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                where + " cannot be used: it has " + found
                        + "; restore it from a backup, or write to a new directory from a new checkpoint");
    }
}
