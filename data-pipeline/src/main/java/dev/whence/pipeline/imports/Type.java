package dev.whence.pipeline.imports;

import dev.whence.domain.inventory.NodeType;
import dev.whence.pipeline.history.Scan;
import dev.whence.pipeline.history.ShipmentRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the text of a canonical column must look like.
enum Type {
  TEXT,
  WHOLE,
  /// In kilometers.
  DISTANCE,
  SHARE,
  LATITUDE,
  LONGITUDE,
  /// Of something that has happened.
  TIME,
  /// Of something that is meant to happen.
  PLANNED,
  DATE,
  TIME_ZONE,
  CURRENCY,
  COUNTRY,
  YES_NO,
  STATUS,
  SCAN,
  NODE_TYPE,
  /// Made of a section of its own, see [Mapping.Attribute].
  ATTRIBUTES;

  /// What a recipe for it has to give.
  enum Gives {
    NUMBER("a number"),
    TIME("a time"),
    DATE("a date"),
    WORD("a word"),
    ANY("anything");

    private final String words;

    Gives(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  Gives gives() {
    return switch (this) {
      case TEXT, ATTRIBUTES -> Gives.ANY;
      case WHOLE, DISTANCE, SHARE, LATITUDE, LONGITUDE -> Gives.NUMBER;
      case TIME, PLANNED -> Gives.TIME;
      case DATE -> Gives.DATE;
      case TIME_ZONE, CURRENCY, COUNTRY, YES_NO, STATUS, SCAN, NODE_TYPE -> Gives.WORD;
    };
  }

  private static final Pattern ALPHA_2 = Pattern.compile("[A-Z]{2}");
  private static final List<String> STATUSES =
      List.of("AWAITING_HANDOVER", "CANCELED", "IN_TRANSIT", "DELIVERED", "LOST");

  /// Why `text` will not do, if it will not. Texts are never empty here.
  Optional<String> complaint(String text) {
    return switch (this) {
      case TEXT, ATTRIBUTES -> Optional.empty();
      case WHOLE -> whole(text);
      case DISTANCE ->
          parses(text, BigDecimal::new, noNumber(text))
              .or(() ->
                  between(text, 0, ShipmentRow.MOST_KM)
                      .map(why -> why + " km; maybe the unit is another"));
      case SHARE -> between(text, 0, 1);
      case LATITUDE -> between(text, -90, 90);
      case LONGITUDE -> between(text, -180, 180);
      case TIME, PLANNED ->
          parses(
              text, Instant::parse, "is not an instant in UTC; maybe use {time: …, format, zone}");
      case DATE ->
          parses(text, LocalDate::parse, "is not a date yyyy-MM-dd; maybe use {date: …, format}");
      case TIME_ZONE -> parses(text, ZoneId::of, "is no IANA time zone");
      case CURRENCY -> parses(text, Currency::getInstance, "is no ISO 4217 currency");
      case COUNTRY ->
          ALPHA_2.matcher(text).matches()
              ? Optional.empty()
              : Optional.of("is no ISO 3166-1 alpha-2 country");
      case YES_NO ->
          isTrue(text) || text.equalsIgnoreCase("false")
              ? Optional.empty()
              : Optional.of("is neither true nor false; maybe use {words: …, map: {…: true}}");
      case STATUS -> oneOf(text, STATUSES);
      case SCAN -> oneOf(text, Arrays.stream(Scan.values()).map(Scan::name).toList());
      case NODE_TYPE -> oneOf(text, Arrays.stream(NodeType.values()).map(NodeType::name).toList());
    };
  }

  /// What a [#YES_NO] says; spreadsheet programs write it in capitals.
  static boolean isTrue(String text) {
    return text.equalsIgnoreCase("true");
  }

  private interface Parser {
    Object parse(String text);
  }

  private static Optional<String> parses(String text, Parser parser, String otherwise) {
    try {
      parser.parse(text);
      return Optional.empty();
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      return Optional.of(otherwise);
    }
  }

  private static Optional<String> whole(String text) {
    return parses(text, BigDecimal::new, noNumber(text))
        .or(() ->
            new BigDecimal(text).abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.of("is beyond the range of this column; maybe the unit is another")
                : Optional.empty())
        .or(() ->
            parses(
                text,
                t -> new BigDecimal(t).longValueExact(),
                "is not a whole number; maybe {number: …, round: half up}"));
  }

  /// That a text is no number, and what to do about it.
  static String noNumber(String text) {
    return text.chars().anyMatch(Character::isDigit)
        ? "is not a number; maybe say how it is written: {number: …, decimal: …, thousands: …}"
        : "is not a number; maybe {number: …, otherwise: missing}";
  }

  private static Optional<String> between(String text, int low, int high) {
    Optional<String> noNumber = parses(text, BigDecimal::new, noNumber(text));
    if (noNumber.isPresent()) {
      return noNumber;
    }
    var number = new BigDecimal(text);
    boolean inside =
        number.compareTo(BigDecimal.valueOf(low)) >= 0
            && number.compareTo(BigDecimal.valueOf(high)) <= 0;
    return inside ? Optional.empty() : Optional.of("is not from " + low + " to " + high);
  }

  private static Optional<String> oneOf(String text, List<String> words) {
    return words.contains(text) ? Optional.empty() : Optional.of("is none of " + words);
  }
}
