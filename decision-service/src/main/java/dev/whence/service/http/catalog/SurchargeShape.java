package dev.whence.service.http.catalog;

import dev.whence.domain.Money;
import dev.whence.domain.carriers.Surcharge;
import dev.whence.service.http.Fields;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A surcharge of a rate card in the API. What is null adds nothing, or asks for nothing.
///
/// In a table a surcharge is a row of its own: the column `surcharge` holds its name, and the
/// columns of zones are empty.
record SurchargeShape(
    String name,
    @Nullable Long perParcelMinor,
    @Nullable BigDecimal percentOfFreight,
    @Nullable BigDecimal percentOfValue,
    @Nullable Long overWeightGrams,
    @Nullable Integer overLongestSideMm,
    @Nullable Integer overGirthMm,
    @Nullable Long overValueMinor,
    @Nullable List<String> postalPrefixes,
    @Nullable List<String> destinationCountries,
    @Nullable LocalDate validFrom,
    @Nullable LocalDate validUntil) {
  static final String NAME_COLUMN = "surcharge";
  static final List<String> COLUMNS =
      List.of(
          "percentOfFreight",
          "percentOfValue",
          "overWeightGrams",
          "overLongestSideMm",
          "overGirthMm",
          "overValueMinor",
          "destinationCountries");
  private static final BigDecimal HIGHEST_SHARE_OF_FREIGHT = BigDecimal.valueOf(1_000);
  private static final BigDecimal HIGHEST_SHARE_OF_VALUE = BigDecimal.valueOf(100);
  private static final long HEAVIEST_LIMIT_GRAMS = 100_000_000;
  private static final int LONGEST_LIMIT_MM = 100_000;

  static Surcharge read(Fields fields, Currency currency) {
    int before = fields.errors().total();
    String nameMember = fields.isTable() ? NAME_COLUMN : "name";
    long perParcel = fields.longIntegerOr("perParcelMinor", 0, ZoneShape.HIGHEST_PRICE_MINOR, 0);
    BigDecimal ofFreight = percent(fields, "percentOfFreight", HIGHEST_SHARE_OF_FREIGHT);
    BigDecimal ofValue = percent(fields, "percentOfValue", HIGHEST_SHARE_OF_VALUE);
    boolean adds = perParcel > 0 || ofFreight.signum() > 0 || ofValue.signum() > 0;
    if (!adds && fields.errors().total() == before) {
      fields.complain(
          nameMember,
          "adds nothing; it must have perParcelMinor, percentOfFreight or percentOfValue");
    }
    return new Surcharge(
        fields.word(nameMember),
        new Money(perParcel, currency),
        ofFreight,
        ofValue,
        fields.longIntegerOr("overWeightGrams", 0, HEAVIEST_LIMIT_GRAMS, 0),
        fields.integerOr("overLongestSideMm", 0, LONGEST_LIMIT_MM, 0),
        fields.integerOr("overGirthMm", 0, LONGEST_LIMIT_MM, 0),
        fields.longIntegerOr("overValueMinor", 0, ZoneShape.HIGHEST_PRICE_MINOR, 0),
        ZoneShape.postalPrefixes(fields),
        fields.countries("destinationCountries"),
        ZoneShape.validity(fields));
  }

  private static BigDecimal percent(Fields fields, String name, BigDecimal most) {
    return fields.has(name) ? fields.exact(name, BigDecimal.ZERO, most, 4) : BigDecimal.ZERO;
  }

  static SurchargeShape of(Surcharge surcharge) {
    return new SurchargeShape(
        surcharge.name(),
        some(surcharge.perParcel().minorUnits()),
        some(surcharge.percentOfFreight()),
        some(surcharge.percentOfValue()),
        some(surcharge.overWeightGrams()),
        some(surcharge.overLongestSideMm()),
        some(surcharge.overGirthMm()),
        some(surcharge.overValueMinor()),
        some(surcharge.postalPrefixes()),
        some(surcharge.destinationCountries()),
        ZoneShape.from(surcharge.valid()),
        ZoneShape.until(surcharge.valid()));
  }

  private static @Nullable Long some(long number) {
    return number == 0 ? null : Long.valueOf(number);
  }

  private static @Nullable Integer some(int number) {
    return number == 0 ? null : Integer.valueOf(number);
  }

  private static @Nullable BigDecimal some(BigDecimal number) {
    return number.signum() == 0 ? null : ItemShape.plain(number);
  }

  private static @Nullable List<String> some(List<String> words) {
    return words.isEmpty() ? null : words;
  }
}
