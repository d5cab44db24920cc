package dev.whence.pipeline.imports;

import dev.whence.domain.attributes.Attributes;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.pipeline.imports.Fault.FaultException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The checked texts of one canonical row.
///
/// @param places where the text of each column stands; shared by all rows of a table
/// @param texts each passed its type's check or is empty
/// @param shiftDays by which every time and date moves
record Cells(Map<String, Integer> places, List<String> texts, long shiftDays) {

  boolean has(String column) {
    return !text(column).isEmpty();
  }

  String text(String column) {
    Integer place = places.get(column);
    return place == null ? "" : texts.get(place);
  }

  Instant time(String column) {
    return Instant.parse(text(column)).plus(shiftDays, ChronoUnit.DAYS);
  }

  Optional<Instant> timeIfAny(String column) {
    return has(column) ? Optional.of(time(column)) : Optional.empty();
  }

  Attributes attributes() {
    return AttributesJson.read(text(CanonicalTable.ATTRIBUTES));
  }

  /// A time that a row of this status cannot do without.
  Instant needed(String column, String status) {
    if (!has(column)) {
      throw new FaultException(column, "", "is missing although the status is " + status);
    }
    return time(column);
  }

  LocalDate date(String column) {
    return LocalDate.parse(text(column)).plusDays(shiftDays);
  }

  ZoneId zone(String column) {
    return ZoneId.of(text(column));
  }

  Currency currency(String column) {
    return Currency.getInstance(text(column));
  }

  boolean yes(String column) {
    return Type.isTrue(text(column));
  }

  double decimal(String column) {
    return Double.parseDouble(text(column));
  }

  long longWhole(String column) {
    return new BigDecimal(text(column)).longValueExact();
  }

  int whole(String column) {
    try {
      return new BigDecimal(text(column)).intValueExact();
    } catch (ArithmeticException e) {
      throw new FaultException(column, text(column), "is beyond the range of this column");
    }
  }
}
