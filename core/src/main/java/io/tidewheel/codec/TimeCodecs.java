package io.tidewheel.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** The values of java.time. Zones are written by id, everything else as numbers. */
final class TimeCodecs {
    private TimeCodecs() {}

    static List<ImmutableCodec<?>> all() {
        return List.of(
                new ImmutableCodec<>(
                        Tag.INSTANT,
                        Instant.class,
                        v -> 24,
                        (out, v) -> {
                            out.writeVarLong(v.getEpochSecond(), false);
                            out.writeVarInt(v.getNano(), true);
                        },
                        in -> Instant.ofEpochSecond(in.readVarLong(false), in.readVarInt(true))),
                new ImmutableCodec<>(
                        Tag.DURATION,
                        Duration.class,
                        v -> 24,
                        (out, v) -> {
                            out.writeVarLong(v.getSeconds(), false);
                            out.writeVarInt(v.getNano(), true);
                        },
                        in -> Duration.ofSeconds(in.readVarLong(false), in.readVarInt(true))),
                new ImmutableCodec<>(
                        Tag.PERIOD,
                        Period.class,
                        v -> 24,
                        (out, v) -> {
                            out.writeVarInt(v.getYears(), false);
                            out.writeVarInt(v.getMonths(), false);
                            out.writeVarInt(v.getDays(), false);
                        },
                        in -> Period.of(in.readVarInt(false), in.readVarInt(false), in.readVarInt(false))),
                new ImmutableCodec<>(
                        Tag.LOCAL_DATE, LocalDate.class, v -> 24, TimeCodecs::writeDate, TimeCodecs::readDate),
                new ImmutableCodec<>(
                        Tag.LOCAL_TIME, LocalTime.class, v -> 24, TimeCodecs::writeTime, TimeCodecs::readTime),
                new ImmutableCodec<>(
                        Tag.LOCAL_DATE_TIME,
                        LocalDateTime.class,
                        v -> 72,
                        TimeCodecs::writeDateTime,
                        TimeCodecs::readDateTime),
                new ImmutableCodec<>(
                        Tag.OFFSET_DATE_TIME,
                        OffsetDateTime.class,
                        v -> 96,
                        (out, v) -> {
                            writeDateTime(out, v.toLocalDateTime());
                            writeOffset(out, v.getOffset());
                        },
                        in -> OffsetDateTime.of(readDateTime(in), readOffset(in))),
                new ImmutableCodec<>(
                        Tag.OFFSET_TIME,
                        OffsetTime.class,
                        v -> 48,
                        (out, v) -> {
                            writeTime(out, v.toLocalTime());
                            writeOffset(out, v.getOffset());
                        },
                        in -> OffsetTime.of(readTime(in), readOffset(in))),
                new ImmutableCodec<>(
                        Tag.ZONED_DATE_TIME,
                        ZonedDateTime.class,
                        v -> 96,
                        (out, v) -> {
                            writeDateTime(out, v.toLocalDateTime());
                            writeOffset(out, v.getOffset());
                            out.writeText(v.getZone().getId());
                        },
                        TimeCodecs::readZoned),
                new ImmutableCodec<>(
                        Tag.ZONE, ZoneId.class, v -> 0, (out, v) -> out.writeText(v.getId()), TimeCodecs::readZone),
                new ImmutableCodec<>(
                        Tag.YEAR,
                        Year.class,
                        v -> 16,
                        (out, v) -> out.writeVarInt(v.getValue(), false),
                        in -> Year.of(in.readVarInt(false))),
                new ImmutableCodec<>(
                        Tag.YEAR_MONTH,
                        YearMonth.class,
                        v -> 24,
                        (out, v) -> {
                            out.writeVarInt(v.getYear(), false);
                            out.writeByte(v.getMonthValue());
                        },
                        in -> YearMonth.of(in.readVarInt(false), in.readByte())),
                new ImmutableCodec<>(
                        Tag.MONTH_DAY,
                        MonthDay.class,
                        v -> 16,
                        (out, v) -> {
                            out.writeByte(v.getMonthValue());
                            out.writeByte(v.getDayOfMonth());
                        },
                        in -> MonthDay.of(in.readByte(), in.readByte())));
    }

    /** The offset tells the two hours apart that a clock change gives the same local time. */
    private static ZonedDateTime readZoned(ValueReader in) {
        LocalDateTime dateTime = readDateTime(in);
        ZoneOffset offset = readOffset(in);
        return ZonedDateTime.ofLocal(dateTime, readZone(in), offset);
    }

    private static void writeDate(ValueWriter out, LocalDate date) {
        out.writeVarLong(date.toEpochDay(), false);
    }

    private static LocalDate readDate(ValueReader in) {
        return LocalDate.ofEpochDay(in.readVarLong(false));
    }

    private static void writeTime(ValueWriter out, LocalTime time) {
        out.writeVarLong(time.toNanoOfDay(), true);
    }

    private static LocalTime readTime(ValueReader in) {
        return LocalTime.ofNanoOfDay(in.readVarLong(true));
    }

    private static void writeDateTime(ValueWriter out, LocalDateTime dateTime) {
        writeDate(out, dateTime.toLocalDate());
        writeTime(out, dateTime.toLocalTime());
    }

    private static LocalDateTime readDateTime(ValueReader in) {
        return LocalDateTime.of(readDate(in), readTime(in));
    }

    private static void writeOffset(ValueWriter out, ZoneOffset offset) {
        out.writeVarInt(offset.getTotalSeconds(), false);
    }

    private static ZoneOffset readOffset(ValueReader in) {
        return ZoneOffset.ofTotalSeconds(in.readVarInt(false));
    }

    private static ZoneId readZone(ValueReader in) {
        return ZoneId.of(in.readText());
    }
}
