package dev.whence.service.http.catalog;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.carriers.Tariff;
import dev.whence.domain.carriers.Validity;
import dev.whence.domain.carriers.WeightStep;
import dev.whence.service.http.Fields;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One zone of a rate card in the API. What is null is left out.
///
/// @param originCountry empty is any
/// @param originRegion null is any
/// @param destinationCountry empty is any
/// @param destinationRegion null is any
/// @param postalPrefixes null is any
/// @param validFrom null is always
/// @param validUntil null is for ever
/// @param perKilogramMinor down to a ten-thousandth; 0 ends a tariff at its last step
/// @param steps null where only the kilogram counts
/// @param minimumMinor null is nothing
record ZoneShape(
    String originCountry,
    @Nullable String originRegion,
    String destinationCountry,
    @Nullable String destinationRegion,
    @Nullable List<String> postalPrefixes,
    int upToKm,
    @Nullable LocalDate validFrom,
    @Nullable LocalDate validUntil,
    long perParcelMinor,
    BigDecimal perKilogramMinor,
    @Nullable List<Step> steps,
    @Nullable Long minimumMinor,
    int transitDays) {
  /// For a parcel, a weight step or a minimum: the dearest currencies count a van-load in billions.
  static final long HIGHEST_PRICE_MINOR = 1_000_000_000_000L;

  static final int MOST_PREFIXES = 5_000;
  static final List<String> COLUMNS =
      List.of(
          "originCountry",
          "originRegion",
          "destinationCountry",
          "destinationRegion",
          "upToKm",
          "perKilogramMinor",
          "upToGrams",
          "stepPriceMinor",
          "minimumMinor",
          "transitDays");
  private static final BigDecimal HIGHEST_PER_KILOGRAM = BigDecimal.valueOf(1_000_000_000);
  private static final int MOST_STEPS = 1_000;
  private static final long HEAVIEST_STEP_GRAMS = 100_000_000;
  private static final int HALF_THE_EQUATOR_KM = 20_100;
  private static final int LONGEST_TRANSIT_DAYS = 120;

  /// A price for parcels up to a charged weight.
  record Step(long upToGrams, long priceMinor) {}

  /// Reads an object, or a row of a table with at most one step.
  static RateZone read(Fields fields, Currency currency) {
    List<WeightStep> steps =
        fields.isTable() ? stepOfRow(fields, currency) : steps(fields, currency);
    boolean stepped = !steps.isEmpty() || fields.has("steps");
    return new RateZone(
        fields.countryOrAny("originCountry"),
        fields.wordOrEmpty("originRegion"),
        fields.countryOrAny("destinationCountry"),
        fields.wordOrEmpty("destinationRegion"),
        postalPrefixes(fields),
        fields.integer("upToKm", 0, HALF_THE_EQUATOR_KM),
        validity(fields),
        new Tariff(
            new Money(
                stepped
                    ? fields.longIntegerOr("perParcelMinor", 0, HIGHEST_PRICE_MINOR, 0)
                    : fields.longInteger("perParcelMinor", 0, HIGHEST_PRICE_MINOR),
                currency),
            Cost.ofMinorUnits(
                stepped && !fields.has("perKilogramMinor")
                    ? BigDecimal.ZERO
                    : fields.exact("perKilogramMinor", BigDecimal.ZERO, HIGHEST_PER_KILOGRAM, 4)),
            steps,
            new Money(fields.longIntegerOr("minimumMinor", 0, HIGHEST_PRICE_MINOR, 0), currency)),
        fields.integer("transitDays", 0, LONGEST_TRANSIT_DAYS));
  }

  private static List<WeightStep> steps(Fields fields, Currency currency) {
    if (!fields.has("steps")) {
      return List.of();
    }
    var seen = new HashSet<Long>();
    return fields
        .objects(
            "steps",
            1,
            MOST_STEPS,
            step -> {
              WeightStep read = step(step, "priceMinor", currency);
              if (!seen.add(read.upToGrams()) && step.raw().path("upToGrams").isNumber()) {
                step.complain("upToGrams", "is the weight of an earlier step, too");
              }
              return read;
            })
        .stream()
        .distinct()
        .filter(step -> seen.remove(step.upToGrams()))
        .sorted(Comparator.comparingLong(WeightStep::upToGrams))
        .toList();
  }

  private static List<WeightStep> stepOfRow(Fields fields, Currency currency) {
    return fields.has("upToGrams") || fields.has("stepPriceMinor")
        ? List.of(step(fields, "stepPriceMinor", currency))
        : List.of();
  }

  private static WeightStep step(Fields fields, String price, Currency currency) {
    return new WeightStep(
        fields.longInteger("upToGrams", 1, HEAVIEST_STEP_GRAMS),
        new Money(fields.longInteger(price, 0, HIGHEST_PRICE_MINOR), currency));
  }

  static List<String> postalPrefixes(Fields fields) {
    List<String> prefixes = fields.words("postalPrefixes");
    if (prefixes.size() > MOST_PREFIXES) {
      fields.complain(
          "postalPrefixes", "must be at most " + MOST_PREFIXES, prefixes.size() + " prefixes");
    }
    if (!prefixes.stream().allMatch(ZoneShape::hasLetterOrDigit)) {
      fields.complain("postalPrefixes", "must each hold a letter or a digit");
      return List.of();
    }
    Optional<String> wrong =
        prefixes.stream().map(PostalPrefixText::wrong).flatMap(Optional::stream).findFirst();
    if (wrong.isPresent()) {
      fields.complain("postalPrefixes", wrong.get());
      return List.of();
    }
    return prefixes.stream().map(PostalPrefixText::withoutStar).toList();
  }

  private static boolean hasLetterOrDigit(String prefix) {
    return prefix.codePoints().anyMatch(Character::isLetterOrDigit);
  }

  /// Days of the hand-over.
  static Validity validity(Fields fields) {
    LocalDate from = fields.dateOr("validFrom", Validity.ALWAYS.from());
    LocalDate until = fields.dateOr("validUntil", Validity.ALWAYS.until());
    if (until.isBefore(from)) {
      fields.complain(
          "validUntil", "lies before validFrom, %s.\nMaybe the two are swapped".formatted(from));
      return Validity.ALWAYS;
    }
    return new Validity(from, until);
  }

  static ZoneShape of(RateZone zone) {
    Tariff tariff = zone.tariff();
    long minimum = tariff.minimum().minorUnits();
    return new ZoneShape(
        zone.originCountry(),
        zone.originRegion().isEmpty() ? null : zone.originRegion(),
        zone.destinationCountry(),
        zone.destinationRegion().isEmpty() ? null : zone.destinationRegion(),
        zone.postalPrefixes().isEmpty() ? null : zone.postalPrefixes(),
        zone.upToKm(),
        from(zone.valid()),
        until(zone.valid()),
        zone.perParcel().minorUnits(),
        ItemShape.plain(zone.perKilogram().minorUnits()),
        tariff.steps().isEmpty()
            ? null
            : tariff.steps().stream()
                .map(step -> new Step(step.upToGrams(), step.price().minorUnits()))
                .toList(),
        minimum == 0 ? null : Long.valueOf(minimum),
        zone.transitDays());
  }

  static @Nullable LocalDate from(Validity valid) {
    return valid.from().equals(Validity.ALWAYS.from()) ? null : valid.from();
  }

  static @Nullable LocalDate until(Validity valid) {
    return valid.until().equals(Validity.ALWAYS.until()) ? null : valid.until();
  }
}
