package dev.whence.domain.carriers;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import java.util.List;
import java.util.OptionalLong;

/// What one parcel costs by its charged weight: an amount for the parcel, then either a price for
/// the lightest weight step it fits or a price per kilogram, and never less than a minimum.
///
/// @param perParcel always charged
/// @param perKilogram for every gram where there are no steps, and for every gram above the last
///   step; finer than a minor unit
/// @param steps lightest first; a parcel pays the first one it fits
/// @param minimum the least charge for a parcel
public record Tariff(Money perParcel, Cost perKilogram, List<WeightStep> steps, Money minimum) {
  /// @throws IllegalArgumentException if the steps do not rise in weight, a price is negative or
  ///   the currencies differ
  public Tariff {
    steps = List.copyOf(steps);
    if (perParcel.minorUnits() < 0
        || perKilogram.tenThousandths() < 0
        || minimum.minorUnits() < 0
        || !perParcel.currency().equals(minimum.currency())) {
      throw new IllegalArgumentException(
          "A tariff takes %s a parcel, %s a kilogram and at least %s; no price may be negative, and all have one currency."
              .formatted(perParcel, perKilogram.minorUnits(), minimum));
    }
    long before = 0;
    for (WeightStep step : steps) {
      if (!step.price().currency().equals(perParcel.currency())) {
        throw new IllegalArgumentException(
            "The weight step up to %d g costs %s in a tariff in %s."
                .formatted(step.upToGrams(), step.price(), perParcel.currency()));
      }
      if (step.upToGrams() <= before) {
        throw new IllegalArgumentException(
            "The weight step up to %d g follows one up to %d g.\nMaybe sort the steps by weight."
                .formatted(step.upToGrams(), before));
      }
      before = step.upToGrams();
    }
  }

  /// A price for the parcel and one for each kilogram.
  public static Tariff twoPart(Money perParcel, Cost perKilogram) {
    return new Tariff(perParcel, perKilogram, List.of(), new Money(0, perParcel.currency()));
  }

  /// Whether the price is the sum of a part for the parcel and a part for every gram.
  public boolean isAffine() {
    return steps.isEmpty() && minimum.minorUnits() <= perParcel.minorUnits();
  }

  /// The charge in ten-thousandths of a minor unit, rounded up; empty above the last step of a
  /// tariff without a price per kilogram.
  ///
  /// @throws ArithmeticException on overflow
  public OptionalLong price(long chargedGrams) {
    long price = Cost.of(perParcel).tenThousandths();
    long last = heaviestStepGrams();
    if (chargedGrams > last || steps.isEmpty()) {
      if (!steps.isEmpty() && perKilogram.tenThousandths() == 0) {
        return OptionalLong.empty();
      }
      price = Math.addExact(price, steps.isEmpty() ? 0 : tenThousandths(steps.getLast()));
      price = Math.addExact(price, perKilogram.ofGrams(chargedGrams - last).tenThousandths());
    } else {
      price = Math.addExact(price, tenThousandths(step(chargedGrams)));
    }
    return OptionalLong.of(Math.max(price, Cost.of(minimum).tenThousandths()));
  }

  /// Where the last step ends; 0 without steps.
  long heaviestStepGrams() {
    return steps.isEmpty() ? 0 : steps.getLast().upToGrams();
  }

  private static long tenThousandths(WeightStep step) {
    return Cost.of(step.price()).tenThousandths();
  }

  /// The lightest step that takes a weight up to the heaviest one.
  private WeightStep step(long chargedGrams) {
    int low = 0;
    int high = steps.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (steps.get(middle).upToGrams() < chargedGrams) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return steps.get(low);
  }
}
