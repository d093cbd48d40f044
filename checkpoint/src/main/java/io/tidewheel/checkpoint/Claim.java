package io.tidewheel.checkpoint;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Who opened a checkpoint as some epoch. Lies in a text file of one line for each component, the last one being a
 * CRC-32C of those before.
 *
 * @param processStart when the process was started, in milliseconds since the epoch; 0 if the system does not say
 * @param nonce of this opening, which no other has
 */
record Claim(String host, long pid, long processStart, long nonce, long claimedMillis) {
    private static final String FORMAT = "tidewheel claim 1";
    private static final List<String> FIELDS = List.of("host ", "pid ", "started ", "nonce ", "claimed ");

    byte[] encoded() {
        String body = FORMAT + "\nhost " + host + "\npid " + pid + "\nstarted " + processStart + "\nnonce "
                + HexFormat.of().toHexDigits(nonce) + "\nclaimed " + claimedMillis + "\n";
        return (body + "crc " + crc(body) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String crc(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    static Claim decode(String path, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int last = text.lastIndexOf("crc ");
        List<String> lines = text.lines().toList();
        if (last < 0 || !text.substring(last).equals("crc " + crc(text.substring(0, last)) + "\n")) {
            throw damaged(path, "does not have the checksum that it names");
        }
        if (!lines.get(0).equals(FORMAT) || lines.size() != FIELDS.size() + 2) {
            throw damaged(path, "begins with '" + lines.get(0) + "' and not with '" + FORMAT + "'");
        }
        String[] values = new String[FIELDS.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = lines.get(i + 1).substring(FIELDS.get(i).length());
        }
        return new Claim(
                values[0],
                Long.parseLong(values[1]),
                Long.parseLong(values[2]),
                HexFormat.fromHexDigitsToLong(values[3]),
                Long.parseLong(values[4]));
    }

    static TidewheelException damaged(String path, String found) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                path + " " + found + ", so nobody knows who holds its directory; make sure that nobody does and start"
                        + " with --take-over");
    }

    @Override
    public String toString() {
        return "process " + pid + " on host " + host
                + (processStart == 0 ? "" : ", started at " + Instant.ofEpochMilli(processStart));
    }
}
