package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.CarrierEligibility;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Remembers whether the carrier-eligibility table refuses a candidate's goods in a parcel, for all
/// parcels that it cannot tell apart: one that is filled unit by unit is asked about once for each
/// limit that it grows beyond, not at each unit. For one order, not thread-safe.
final class ParcelVerdicts {
  /// What the table sees of a parcel, in the order of [#numbers].
  private static final List<Condition<CarrierOptionFact, Long>> COLUMNS =
      List.of(
          CarrierEligibility.PARCEL_WEIGHT_GRAMS,
          CarrierEligibility.PARCEL_VOLUME_CM3,
          CarrierEligibility.PARCEL_LONGEST_SIDE_MM,
          CarrierEligibility.PARCEL_GIRTH_MM,
          CarrierEligibility.PARCEL_VALUE_MINOR,
          CarrierEligibility.PARCEL_UNITS);

  /// Verdicts kept for goods of one kind by one candidate; then the oldest goes.
  private static final int MOST = 16;

  private final RuleTables tables;
  private final int kinds;
  private final IdentityHashMap<Candidate, List<List<Verdict>>> known = new IdentityHashMap<>();

  /// @param kinds of goods in the order
  ParcelVerdicts(RuleTables tables, int kinds) {
    this.tables = tables;
    this.kinds = kinds;
  }

  private static long[] numbers(ParcelMeasures parcel) {
    return new long[] {
      parcel.grams(),
      parcel.volumeCm3(),
      parcel.longestSideMm(),
      parcel.girthMm(),
      parcel.valueMinor(),
      parcel.units()
    };
  }

  /// @param kind of the goods
  /// @param table what the table says of them in the parcel
  boolean isRefused(Candidate candidate, int kind, ParcelMeasures parcel, BooleanSupplier table) {
    List<Verdict> verdicts = known.computeIfAbsent(candidate, _ -> ofKinds()).get(kind);
    long[] numbers = numbers(parcel);
    boolean hazmat = parcel.hazmatUnits() > 0;
    boolean mixed = hazmat && parcel.hazmatUnits() < parcel.units();
    for (Verdict verdict : verdicts) {
      if (verdict.isOf(numbers, hazmat, mixed)) {
        return verdict.refused();
      }
    }
    var ranges = new ArrayList<WholeRange>();
    for (int i = 0; i < numbers.length; i++) {
      ranges.add(tables.around(CarrierEligibility.SCHEMA, COLUMNS.get(i), numbers[i]));
    }
    if (verdicts.size() == MOST) {
      verdicts.removeFirst();
    }
    var verdict = new Verdict(ranges, hazmat, mixed, table.getAsBoolean());
    verdicts.add(verdict);
    return verdict.refused();
  }

  private List<List<Verdict>> ofKinds() {
    var all = new ArrayList<List<Verdict>>();
    for (int kind = 0; kind < kinds; kind++) {
      all.add(new ArrayList<>());
    }
    return all;
  }

  /// @param ranges of the parcels that it holds for
  /// @param hazmat whether anything in them is hazardous
  /// @param mixed whether hazardous and other goods share them
  private record Verdict(List<WholeRange> ranges, boolean hazmat, boolean mixed, boolean refused) {
    boolean isOf(long[] numbers, boolean hazmat, boolean mixed) {
      if (this.hazmat != hazmat || this.mixed != mixed) {
        return false;
      }
      for (int i = 0; i < numbers.length; i++) {
        if (!ranges.get(i).contains(numbers[i])) {
          return false;
        }
      }
      return true;
    }
  }
}
