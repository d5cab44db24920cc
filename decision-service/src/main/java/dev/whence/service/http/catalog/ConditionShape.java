package dev.whence.service.http.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.domain.attributes.Condition;
import dev.whence.domain.attributes.Conditions;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Json;
import dev.whence.service.http.Storable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// A condition in the API: what is so at a place for a time.
///
/// In CSV each attribute is a column of its own, `attributes.temp`.
public record ConditionShape(
    String country, String region, OffsetDateTime from, OffsetDateTime until, JsonNode attributes) {
  private static final String ATTRIBUTES = "attributes";
  private static final String COLUMN = ATTRIBUTES + ".";

  /// Of one condition; several may hold at once.
  private static final int MOST_ATTRIBUTES = 16;

  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(92);

  /// Forecasts reach less far; a time further off is mistyped.
  private static final Duration FURTHEST_AHEAD = Duration.ofDays(92);

  /// Reads the rows of one load, which may name each place and time once.
  static Function<Fields, Condition> reader(Instant now) {
    var seen = new HashSet<List<?>>();
    Instant last = now.plus(FURTHEST_AHEAD);
    return fields -> {
      String country = fields.country("country");
      String region = fields.wordOr("region", "");
      Instant from = fields.instant("from");
      Instant until = fields.instantOr("until", from.plus(USUAL));
      Attributes attributes = attributes(fields);
      if (from.isAfter(last)) {
        fields.complain(
            "from",
            "must not be later than %s, %d days ahead".formatted(last, FURTHEST_AHEAD.toDays()));
      } else if (!from.isBefore(until)) {
        fields.complain("until", "must be after from");
      } else if (Duration.between(from, until).compareTo(LONGEST) > 0) {
        fields.complain("until", "must be at most %d days after from".formatted(LONGEST.toDays()));
      } else if (!from.equals(Instant.EPOCH) // which stands where no time is
          && !seen.add(List.of(country, region, from, until))) {
        fields.complain("from", "is in an earlier row for this place, too");
      }
      return from.isBefore(until)
          ? new Condition(country, region, from, until, attributes)
          : new Condition(country, region, from, from.plus(USUAL), attributes);
    };
  }

  private static Attributes attributes(Fields fields) {
    var values = new TreeMap<String, Value>();
    fields.ignore(ATTRIBUTES);
    JsonNode told = fields.raw().path(ATTRIBUTES);
    var columns = new ArrayList<String>();
    fields.raw().fieldNames().forEachRemaining(columns::add);
    columns.removeIf(column -> !column.startsWith(COLUMN));
    if (told.isObject()) {
      told.properties()
          .forEach(member -> read(fields, ATTRIBUTES, member.getKey(), member.getValue(), values));
    } else if (columns.isEmpty()) {
      fields.complain(ATTRIBUTES, "must be an object, for instance {\"temp\": 12.5}");
    }
    for (String column : columns) {
      fields.ignore(column);
      read(fields, column, column.substring(COLUMN.length()), fields.raw().path(column), values);
    }
    if (values.size() > MOST_ATTRIBUTES) {
      fields.complain(
          ATTRIBUTES,
          "must be at most %d".formatted(MOST_ATTRIBUTES),
          values.size() + " attributes");
      return Attributes.NONE;
    }
    return new Attributes(values);
  }

  private static void read(
      Fields fields, String place, String name, JsonNode told, TreeMap<String, Value> values) {
    if (told.isNull() || (told.isTextual() && told.asText().isBlank())) {
      return;
    }
    Optional<Value> value = Fields.attribute(told, place.startsWith(COLUMN));
    if (!Attributes.isName(Conditions.DESTINATION + name)) {
      fields.complain(
          place,
          "have the name %s; a name begins with a small letter and has small letters, digits and underscores, at most %d"
              .formatted(name, 64 - Conditions.DESTINATION.length()),
          name);
    } else if (!Storable.isStorable(told.asText())) {
      fields.complain(
          place, "have for %s what %s".formatted(name, Storable.UNSTORABLE), told.toString());
    } else if (value.isEmpty()) {
      fields.complain(
          place,
          "have for %s what is neither a number nor a word of at most %d letters; numbers go up to 3.4e38"
              .formatted(name, Attributes.LONGEST_WORD),
          told.toString());
    } else {
      values.put(name, value.get());
    }
  }

  static ConditionShape of(Condition condition) {
    return new ConditionShape(
        condition.country(),
        condition.region(),
        condition.from().atOffset(ZoneOffset.UTC),
        condition.until().atOffset(ZoneOffset.UTC),
        Json.parse(AttributesJson.text(condition.attributes()).getBytes(StandardCharsets.UTF_8)));
  }
}
