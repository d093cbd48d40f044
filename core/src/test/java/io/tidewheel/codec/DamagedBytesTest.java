package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;
import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedBytesTest {
    static boolean gadgetRan;

    static class Gadget {
        static {
            gadgetRan = true;
        }
    }

    static class Registered {
        byte[] bytes = {1, 2};
        List<String> names = List.of("a");
    }

    static class Bag extends java.util.ArrayList<Object> {
        private static final long serialVersionUID = 1L;
    }

    record Row(String name, int number, List<Integer> more) {
        Row {
            if (number < 0) {
                throw new IllegalArgumentException("a negative number");
            }
        }
    }

    private final Codecs codecs =
            Codecs.builder().register(Registered.class, Bag.class).build();

    private byte[] sample() throws IOException {
        Bag bag = new Bag();
        bag.add(3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Codecs.Encoder out = codecs.encoder(bytes)) {
            out.write(new Row("röw €", 5, List.of(1, 2)));
            out.write(Pair.of(DayOfWeek.MONDAY, new int[] {1, 2, 3}));
            out.write(new HashMap<>(Map.of("k", BigInteger.TEN)));
            out.write(new TreeSet<>(List.of("a", "b")));
            out.write(LocalDateTime.of(2024, 2, 29, 1, 2).atZone(ZoneId.of("Europe/Berlin")));
            out.write(new Registered());
            out.write(bag);
            out.write(new String[] {"x"});
        }
        return bytes.toByteArray();
    }

    @Test
    void when_anyByteIsDamaged_then_theReaderFailsInOrderOrReadsOn() throws IOException {
        byte[] bytes = sample();
        readAll(bytes);
        for (int i = 0; i < bytes.length; i++) {
            for (int change : new int[] {1, 2, 8, 0x40, 0x80, 0xFF}) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) change;
                readOrRefuse(damaged, "byte " + i + " ^ " + change);
            }
            readOrRefuse(Arrays.copyOf(bytes, i), "cut at " + i);
        }
    }

    @Test
    void when_bytesAreRandom_then_theReaderFailsInOrder() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = (byte) random.nextInt(Tag.COUNT);
            readOrRefuse(bytes, "seed " + seed);
        }
    }

    private void readOrRefuse(byte[] bytes, String what) {
        try {
            readAll(bytes);
        } catch (IOException e) {
            assertThat(e).as(what).isInstanceOf(EOFException.class);
        } catch (TidewheelException e) {
            assertThat(e.kind()).as(what).isIn(BAD_DATA, CONFIGURATION);
        }
    }

    private void readAll(byte[] bytes) throws IOException {
        try (Codecs.Decoder in = codecs.decoder(new ByteArrayInputStream(bytes))) {
            while (!in.isAtEnd()) {
                in.read();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Tag.TEXT,
                Tag.LIST,
                Tag.HASH_SET,
                Tag.HASH_MAP,
                Tag.BYTES,
                Tag.LONGS,
                Tag.BOOLEANS,
                Tag.DOUBLES,
                Tag.BIT_SET
            })
    void when_lengthIsHuge_then_memoryIsNotTaken(int tag) {
        byte[] bytes = craft(out -> {
            out.writeByte(tag);
            out.writeVarLong(tag == Tag.TEXT ? 0xFFFF_FFF0L : 0x7FFF_FFF0L, true);
            out.writeBytes(new byte[100]);
        });
        assertThatThrownBy(() -> readAll(bytes)).isInstanceOf(EOFException.class);
    }

    @Test
    void when_classIsNeitherRecordNorEnumNorRegistered_then_itIsRefusedBeforeItRuns() {
        for (int tag : new int[] {Tag.RECORD, Tag.REGISTERED, Tag.ENUM}) {
            byte[] bytes = craft(out -> {
                out.writeByte(tag);
                if (tag == Tag.ENUM) {
                    out.writeVarInt(0, true);
                }
                out.writeClass(Gadget.class);
                out.writeBytes(new byte[50]);
            });
            assertThatThrownBy(() -> codecs.fromBytes(bytes))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("io.tidewheel.codec.DamagedBytesTest$Gadget");
        }
        assertThat(gadgetRan).isFalse();
        assertThat(new Gadget()).isNotNull();
        assertThat(gadgetRan).isTrue();
    }

    @Test
    void when_classIsGone_then_theErrorNamesIt() {
        byte[] bytes = craft(out -> {
            out.writeByte(Tag.RECORD);
            out.writeVarInt(0, true);
            out.writeText("com.acme.Gone");
        });
        assertThatThrownBy(() -> codecs.fromBytes(bytes))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(BAD_DATA))
                .hasMessage("the data holds objects of class com.acme.Gone, which cannot be loaded; add its jar to the"
                        + " class path or restore the class");
    }

    @Test
    void when_recordRefusesItsValues_then_theErrorSaysWhich() {
        byte[] bytes = craft(out -> {
            out.writeByte(Tag.RECORD);
            out.writeClass(Row.class);
            out.writeVarInt(2, true);
            out.writeText("name");
            out.writeText("number");
            out.writeValue("n");
            out.writeValue(-1);
        });
        assertThatThrownBy(() -> codecs.fromBytes(bytes))
                .hasMessage("the constructor of record io.tidewheel.codec.DamagedBytesTest$Row refuses the values read"
                        + " for it, [n, -1, null]: a negative number");
    }

    @Test
    void when_registeredClassChanged_then_itsOldBytesAreRefused() {
        byte[] bytes = craft(out -> {
            out.writeByte(Tag.REGISTERED);
            out.writeClass(Registered.class);
            out.writeLong(1);
        });
        assertThatThrownBy(() -> codecs.fromBytes(bytes))
                .hasMessage("the data was written when class io.tidewheel.codec.DamagedBytesTest$Registered had other"
                        + " fields; restore them, or make it a record, which may gain and lose components");
    }

    @Test
    void when_bytesHoldMoreOrLessThanAValue_then_theyAreRefused() {
        byte[] bytes = codecs.toBytes("tide");
        assertThatThrownBy(() -> codecs.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessage("a value ends at byte 6 but there are 7 bytes");
        assertThatThrownBy(() -> codecs.fromBytes(Arrays.copyOf(bytes, 3)))
                .hasMessage("a value is cut off after 3 bytes");
        byte[] amid = new byte[20];
        System.arraycopy(bytes, 0, amid, 7, bytes.length);
        assertThatThrownBy(() -> codecs.bytesValues().of(amid, 7, bytes.length + 1))
                .hasMessage("a value ends at byte 6 but there are 7 bytes");
        assertThatThrownBy(() -> codecs.bytesValues().of(amid, 7, 3)).hasMessage("a value is cut off after 3 bytes");
        assertThatThrownBy(() -> codecs.fromBytes(new byte[] {127})).hasMessageContaining("tag 127 at byte 0");
    }

    @Test
    void when_theStreamFails_then_itsOwnExceptionComesOut() {
        IOException broken = new IOException("disk gone");
        InputStream in = new java.io.SequenceInputStream(
                new ByteArrayInputStream(new byte[0]), new java.io.FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] bytes, int from, int length) throws IOException {
                        throw broken;
                    }
                });
        assertThatThrownBy(() -> codecs.decoder(in).read()).isSameAs(broken);
        Codecs.Encoder out = codecs.encoder(new java.io.OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw broken;
            }
        });
        assertThatThrownBy(() -> out.write("x".repeat(100_000))).isSameAs(broken);
        assertThatThrownBy(out::flush).isSameAs(broken);
    }

    private byte[] craft(Consumer<ValueWriter> script) {
        try (ValueWriter out = new ValueWriter(codecs, 64)) {
            script.accept(out);
            return out.toBytes();
        }
    }
}
