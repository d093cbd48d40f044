package io.tidewheel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FramesTest {
    private static final int[] SIZES = {0, 1, 1000, Frames.FRAME_BYTES, Frames.FRAME_BYTES + 1, 500_000};

    @ParameterizedTest
    @EnumSource(Compression.class)
    void when_bytesAreFramedAndExpanded_then_theyAreTheSame(Compression compression) throws IOException {
        for (int size : SIZES) {
            for (boolean compressible : new boolean[] {true, false}) {
                byte[] bytes = bytes(size, compressible);
                byte[] framed = framed(bytes, compression);
                assertThat(expanded(framed)).as("%d bytes", size).isEqualTo(bytes);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"LZ4", "ZSTD"})
    void when_bytesRepeatThemselves_then_framesAreSmaller(Compression compression) throws IOException {
        assertThat(framed("tide ".repeat(100_000).getBytes(UTF_8), compression).length)
                .isLessThan(5_000);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void when_oneBitIsFlipped_then_theReaderSaysWhere(Compression compression) throws IOException {
        byte[] framed = framed(bytes(300, true), compression);
        for (int bit = 0; bit < framed.length * 8; bit++) {
            byte[] damaged = framed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> expanded(damaged))
                    .as("bit %d", bit)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("run 7 is damaged at byte ");
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void when_bytesAreCutOff_then_theReaderSaysSo(Compression compression) throws IOException {
        byte[] framed = framed(bytes(300, true), compression);
        for (int length = 0; length < framed.length; length++) {
            byte[] cut = Arrays.copyOf(framed, length);
            assertThatThrownBy(() -> expanded(cut))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageEndingWith("it is cut off at byte " + length);
        }
    }

    @Test
    void when_frameIsRepeatedOrMissing_then_theReaderSaysSo() throws IOException {
        byte[] bytes = bytes(3 * Frames.FRAME_BYTES, false);
        byte[] framed = framed(bytes, Compression.NONE);
        int frame = Frames.FRAME_HEADER_BYTES + Frames.FRAME_BYTES;
        ByteArrayOutputStream missing = new ByteArrayOutputStream();
        missing.write(framed, 0, 4);
        missing.write(framed, 4 + frame, framed.length - 4 - frame);
        assertThatThrownBy(() -> expanded(missing.toByteArray()))
                .hasMessage("run 7 is damaged at byte 4: frame 0 does not have the checksum it was written with");
        ByteArrayOutputStream repeated = new ByteArrayOutputStream();
        repeated.write(framed, 0, 4 + frame);
        repeated.write(framed, 4, framed.length - 4);
        assertThatThrownBy(() -> expanded(repeated.toByteArray()))
                .isInstanceOfSatisfying(CorruptDataException.class, e -> assertThat(e.position())
                        .isEqualTo(4 + frame));
    }

    @Test
    void when_versionIsNewer_then_theReaderSaysWhichItReads() throws IOException {
        byte[] framed = framed(new byte[10], Compression.LZ4);
        framed[3] = 9;
        assertThatThrownBy(() -> expanded(framed))
                .hasMessage("run 7 is damaged at byte 0: it has format version 9, this release reads version 1");
    }

    @Test
    void when_streamEnds_then_whatFollowsIsLeftAlone() throws IOException {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.write(framed(new byte[] {1}, Compression.ZSTD));
        two.write(framed(new byte[] {2}, Compression.LZ4));
        ByteArrayInputStream in = new ByteArrayInputStream(two.toByteArray());
        assertThat(Frames.expand(in, "first").readAllBytes()).containsExactly(1);
        assertThat(Frames.expand(in, "second").readAllBytes()).containsExactly(2);
        assertThat(in.available()).isZero();
    }

    @Test
    void when_flushed_then_whatWasWrittenCanBeRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputStream out = Frames.compress(bytes, Compression.LZ4);
        out.write(5);
        out.flush();
        InputStream in = Frames.expand(new ByteArrayInputStream(bytes.toByteArray()), "open stream");
        assertThat(in.read()).isEqualTo(5);
        assertThatThrownBy(in::read).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void when_bytesHardlyShrink_then_theyAreStoredAsTheyAreAndLaterOnesStillShrink() throws IOException {
        try (Framer framer = new Framer(Compression.LZ4)) {
            byte[] noise = bytes(100 * Frames.FRAME_BYTES, false);
            assertThat(streamed(framer, noise).length)
                    .isBetween(noise.length, noise.length + 101 * Frames.FRAME_HEADER_BYTES + 4);
            byte[] plain = "tide ".repeat(20 * Frames.FRAME_BYTES).getBytes(UTF_8);
            byte[] later = streamed(framer, plain);
            assertThat(later.length).isLessThan(plain.length / 2 + 16 * Frames.FRAME_BYTES);
            assertThat(streamed(framer, plain).length).isLessThan(plain.length / 2);
            assertThat(expanded(later)).isEqualTo(plain);
        }
    }

    @Test
    void when_streamsShareAFramer_then_eachIsReadByItself() throws IOException {
        try (Framer framer = new Framer(Compression.LZ4)) {
            byte[] first = streamed(framer, bytes(1000, true));
            byte[] second = streamed(framer, bytes(100_000, false));
            assertThat(expanded(second)).isEqualTo(bytes(100_000, false));
            assertThat(expanded(first)).isEqualTo(bytes(1000, true));
        }
    }

    private static byte[] streamed(Framer framer, byte[] bytes) throws IOException {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        try (OutputStream out = framer.stream(framed)) {
            out.write(bytes);
        }
        return framed.toByteArray();
    }

    private static byte[] bytes(int size, boolean compressible) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        if (compressible) {
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (bytes[i] & 3);
            }
        }
        return bytes;
    }

    private static byte[] framed(byte[] bytes, Compression compression) throws IOException {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        try (OutputStream out = Frames.compress(framed, compression)) {
            out.write(bytes, 0, bytes.length / 2);
            for (int i = bytes.length / 2; i < bytes.length; i++) {
                out.write(bytes[i]);
            }
        }
        return framed.toByteArray();
    }

    private static byte[] expanded(byte[] framed) throws IOException {
        try (InputStream in = Frames.expand(new ByteArrayInputStream(framed), "run 7")) {
            return in.readAllBytes();
        }
    }
}
